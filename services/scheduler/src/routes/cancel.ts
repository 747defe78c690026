import { CancelQuery, type ScheduleSummary } from '@filling/contracts'
import { callerOf, scheduleIdOf } from '@filling/service-kit'
import { type RequestHandler, Router } from 'express'
import type { CancelRequest } from '../adapters/cancel-sql.ts'
import { queryOf } from './query.ts'
import { trailOf } from './trail.ts'

interface Deps {
  readonly guard: RequestHandler
  readonly cancel: (request: CancelRequest) => Promise<ScheduleSummary>
  /** Called after the commit: there is something to send, and a solver that works on it should look. */
  readonly onCancelled: (schedule: ScheduleSummary) => void
}

/** Seconds in which a solver ends its search and checks the plan that it has. */
const retryAfterSeconds = '1'

export const cancelRoutes = ({ guard, cancel, onCancelled }: Deps): Router => {
  const router = Router()
  router.post('/api/v1/schedule/:id/cancel', guard, async (req, res) => {
    const id = scheduleIdOf(req)
    const { keep = 'none' } = queryOf(CancelQuery, req)
    const schedule = await cancel({ id, ownerId: callerOf(res).id, keep, trail: trailOf(req, res) })
    onCancelled(schedule)
    res.set('Cache-Control', 'no-store')
    if (schedule.status === 'cancelled') res.json(schedule)
    else
      res
        .status(202)
        .set({ Location: `/api/v1/schedule/${id}`, 'Retry-After': retryAfterSeconds })
        .json(schedule)
  })
  return router
}
