import { check } from '@filling/contracts'
import express, { type Request, type RequestHandler } from 'express'
import type { Static, TSchema } from 'typebox'
import { AppError } from './app-error.ts'

/** Reads a JSON body; another content type is refused instead of being read as nothing, and so is a compressed one. */
export const jsonBody = (limitBytes: number): RequestHandler[] => [
  requireType('application/json'),
  express.json({ limit: limitBytes, strict: false, inflate: false }),
]

export const requireType =
  (...types: string[]): RequestHandler =>
  (req, _res, next) => {
    if (req.is(types)) return next()
    if ((req.get('content-length') ?? '0') === '0' && !req.get('transfer-encoding'))
      throw new AppError('request.malformed', 'The body is missing')
    throw new AppError('request.unsupported_media_type', `Send the body as ${types.join(' or ')}`)
  }

/** The body as `schema` describes it. @throws AppError request.invalid with every problem */
export const parseBody = <S extends TSchema>(schema: S, req: Request): Static<S> => {
  const checked = check(schema, req.body)
  if (checked.ok) return checked.value
  throw new AppError('request.invalid', { message: 'Invalid request', errors: [...checked.errors], warnings: [] })
}
