import { checkText } from '@filling/contracts'
import { AppError } from '@filling/service-kit'
import type { Request } from 'express'
import type { Static, TSchema } from 'typebox'

/** The query as the contract has it. @throws AppError request.invalid with every mistake */
export const queryOf = <S extends TSchema>(schema: S, req: Request): Static<S> => {
  const checked = checkText(schema, req.query)
  if (!checked.ok) throw invalidQuery([...checked.errors])
  return checked.value
}

export const invalidQuery = (errors: string[]): AppError =>
  new AppError('request.invalid', { message: 'Invalid query', errors, warnings: [] })
