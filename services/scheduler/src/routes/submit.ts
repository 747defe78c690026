import { bodyLimitBytes, type ScheduleAccepted } from '@filling/contracts'
import { AppError, callerOf, requireType } from '@filling/service-kit'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { readForm } from '../adapters/multipart.ts'
import type { RequestReader } from '../adapters/request-reader.ts'
import type { SubmitRequest } from '../adapters/submit-sql.ts'
import type { Accepted, Submission } from '../schedule.ts'
import { bytesOf, jsonBytes } from './body.ts'
import { trailOf } from './trail.ts'

interface Deps {
  readonly guard: RequestHandler
  readonly reader: RequestReader
  readonly readForm: typeof readForm
  readonly submit: (request: SubmitRequest) => Promise<Accepted>
  /** Called after the commit: there is something to send. */
  readonly onStored: () => void
}

/** Seconds until a first look is worth it; most plans are ready long before. */
const retryAfterSeconds = '1'

export const submitRoutes = (deps: Deps): Router => {
  const { guard, reader, readForm } = deps
  const fromJson: RequestHandler = async (req, res) =>
    accept(deps, await reader.read({ kind: 'json', body: bytesOf(req), nowMs: Date.now() }), req, res)
  const fromForm: RequestHandler = async (req, res, next) => {
    if (!req.is('multipart/form-data')) return next()
    const form = await readForm(req, bodyLimitBytes)
    await accept(deps, await reader.read({ kind: 'csv', form, nowMs: Date.now() }), req, res)
  }

  const router = Router()
  const either = requireType('application/json', 'multipart/form-data')
  router.post('/api/v1/schedule', guard, either, fromForm, jsonBytes, fromJson)
  router.post('/api/v1/schedule/json', guard, requireType('application/json'), jsonBytes, fromJson)
  return router
}

const accept = async ({ submit, onStored }: Deps, submission: Submission, req: Request, res: Response) => {
  const request = { ownerId: callerOf(res).id, submission, idempotencyKey: keyOf(req), trail: trailOf(req, res) }
  const { summary, warnings } = await submit(request)
  onStored()
  res
    .status(202)
    .set({ Location: `/api/v1/schedule/${summary.id}`, 'Retry-After': retryAfterSeconds, 'Cache-Control': 'no-store' })
    .json({ ...summary, warnings: [...warnings] } satisfies ScheduleAccepted)
}

const keyOf = (req: Request): string | undefined => {
  const key = req.get('idempotency-key')
  if (key === undefined || (key.length > 0 && key.length <= 255)) return key
  throw new AppError('request.invalid', 'The Idempotency-Key must have 1 to 255 characters')
}
