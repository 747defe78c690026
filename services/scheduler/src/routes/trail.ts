import { contextHeaders } from '@filling/service-kit'
import type { Request, Response } from 'express'
import type { Trail } from '../schedule.ts'

/** What messages carry on from a request. The token stays behind: a message is not its sender. */
export const trailOf = (req: Request, res: Response): Trail => {
  const { authorization: _, ...trail } = contextHeaders(req, res)
  return Object.fromEntries(Object.entries(trail).filter(([, text]) => plain.test(text)))
}

/** A stranger wrote it, and it is stored and sent on. */
const plain = /^[\x20-\x7e]{1,512}$/
