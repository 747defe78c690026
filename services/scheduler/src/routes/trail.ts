import { contextHeaders } from '@filling/service-kit'
import type { Request, Response } from 'express'
import type { Trail } from '../schedule.ts'

/** What messages carry on from a request. The token stays behind: a message is not its sender. */
export const trailOf = (req: Request, res: Response): Trail => {
  const { authorization: _, ...trail } = contextHeaders(req, res)
  return trail
}
