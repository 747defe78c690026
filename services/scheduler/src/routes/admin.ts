import { type DeadLetter, type DeadLetterList, DeadLetterQuery, type Deleted } from '@filling/contracts'
import { AppError, callerOf } from '@filling/service-kit'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { Static } from 'typebox'
import type { DeadLetters, DeadLettersWanted, OneDeadLetter } from '../adapters/dead-letter-sql.ts'
import { queryOf } from './query.ts'
import { trailOf } from './trail.ts'

interface Deps {
  readonly guard: RequestHandler
  readonly list: (wanted: DeadLettersWanted) => Promise<DeadLetters>
  readonly replay: (one: OneDeadLetter) => Promise<DeadLetter>
  readonly dismiss: (one: OneDeadLetter) => Promise<void>
  /** Called after the commit: a schedule waits for its turn. */
  readonly onReplayed: (letter: DeadLetter) => void
}

/** For whoever runs the system. */
export const adminRoutes = ({ guard, list, replay, dismiss, onReplayed }: Deps): Router => {
  const router = Router()
  const path = '/api/v1/admin/dead-letters'
  router.get(path, guard, operatorsOnly, async (req, res) => {
    const {
      page = 1,
      page_size: pageSize = 20,
      kind,
      replayed,
      schedule_id: scheduleId,
    } = queryOf(DeadLetterQuery, req)
    const wanted = { page, pageSize, kind, replayed: replayed && replayed === 'yes', scheduleId }
    const { deadLetters, total } = await list(wanted)
    const pages = Math.ceil(total / pageSize)
    const body: DeadLetterList = { dead_letters: [...deadLetters], total, page, page_size: pageSize, pages }
    res.set('Cache-Control', 'no-store').json(body)
  })
  router.post(`${path}/:id/replay`, guard, operatorsOnly, async (req, res) => {
    const letter = await replay(oneOf(req, res))
    onReplayed(letter)
    res.set('Cache-Control', 'no-store').json(letter)
  })
  router.delete(`${path}/:id`, guard, operatorsOnly, async (req, res) => {
    const one = oneOf(req, res)
    await dismiss(one)
    res.json({ message: `Dead letter ${one.id} dismissed` } satisfies Static<typeof Deleted>)
  })
  return router
}

const operatorsOnly: RequestHandler = (_req, res, next) => {
  if (!callerOf(res).isSuperuser) throw new AppError('auth.not_permitted', 'This needs a superuser')
  next()
}

const oneOf = (req: Request, res: Response): OneDeadLetter => {
  const id = Number(req.params.id)
  if (!/^[1-9]\d*$/.test(String(req.params.id)) || !Number.isSafeInteger(id))
    throw new AppError('dead_letter.not_found', 'Dead letter not found')
  return { id, actorId: callerOf(res).id, trail: trailOf(req, res) }
}
