import type { Request } from 'express'
import { AppError } from './app-error.ts'

/** The `:id` of a route about one schedule. Something that cannot be an id names no schedule. @throws AppError schedule.not_found */
export const scheduleIdOf = ({ params }: Request): number => {
  const id = Number(params.id)
  if (/^[1-9]\d*$/.test(String(params.id)) && Number.isSafeInteger(id)) return id
  throw new AppError('schedule.not_found', 'Schedule not found')
}
