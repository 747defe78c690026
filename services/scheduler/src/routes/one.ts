import type { Deleted, ScheduleState } from '@filling/contracts'
import { callerOf, scheduleIdOf } from '@filling/service-kit'
import { type Request, type RequestHandler, Router } from 'express'
import type { Static } from 'typebox'
import type { Found, One } from '../adapters/read-sql.ts'
import type { Trail } from '../schedule.ts'
import { trailOf } from './trail.ts'

interface Deps {
  readonly guard: RequestHandler
  readonly find: (wanted: One & { readonly knownTags: readonly string[] }) => Promise<Found>
  readonly findState: (wanted: One) => Promise<ScheduleState>
  readonly remove: (wanted: One & { readonly trail: Trail }) => Promise<void>
  /** Called after the commit: there is something to send, and a solver that works on it may stop. */
  readonly onDeleted: (id: number) => void
}

export const oneScheduleRoutes = ({ guard, find, findState, remove, onDeleted }: Deps): Router => {
  const router = Router()
  router.get('/api/v1/schedule/:id', guard, async (req, res) => {
    const knownTags = tagsOf(req)
    const found = await find({ id: scheduleIdOf(req), ownerId: callerOf(res).id, knownTags })
    res.set({ ETag: found.etag, 'Cache-Control': 'private, no-cache' })
    if (knownTags.includes(found.etag)) res.status(304).end()
    else res.type('application/json').send(documentOf(found))
  })
  router.get('/api/v1/schedule/:id/state', guard, async (req, res) => {
    const state = await findState({ id: scheduleIdOf(req), ownerId: callerOf(res).id })
    res.set('Cache-Control', 'private, no-cache').json(state)
  })
  router.delete('/api/v1/schedule/:id', guard, async (req, res) => {
    const id = scheduleIdOf(req)
    await remove({ id, ownerId: callerOf(res).id, trail: trailOf(req, res) })
    onDeleted(id)
    res.json({ message: `Schedule ${id} deleted successfully` } satisfies Static<typeof Deleted>)
  })
  return router
}

/** The plan goes from the database to the caller as text: reading 6 MB only to write them again would block others. */
const documentOf = ({ summary, attempts, earlierAttempts, progress = 'null', result = 'null' }: Found): string =>
  `${JSON.stringify({ ...summary, attempts }).slice(0, -1)},"earlier_attempts":${earlierAttempts},"progress":${progress},"result":${result}}`

/** RFC 9110 §13.1.2: a list, compared weakly. More than a few tags are nobody's cache. */
const tagsOf = (req: Request): string[] =>
  (req.get('if-none-match') ?? '')
    .split(',', 20)
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .filter(Boolean)
