import { checkText, type ScheduleList, ScheduleQuery } from '@filling/contracts'
import { resolveStrategy } from '@filling/core'
import { AppError, callerOf } from '@filling/service-kit'
import { type Request, type RequestHandler, Router } from 'express'
import type { Listed, ListRequest } from '../adapters/read-sql.ts'

interface Deps {
  readonly guard: RequestHandler
  readonly list: (request: ListRequest) => Promise<Listed>
}

export const listRoutes = ({ guard, list }: Deps): Router => {
  const router = Router()
  router.get('/api/v1/schedules', guard, async (req, res) => {
    const wanted = wantedOf(req)
    const { schedules, total } = await list({ ...wanted, ownerId: callerOf(res).id })
    const { page, pageSize } = wanted
    res.set('Cache-Control', 'private, no-cache').json({
      schedules: [...schedules],
      total,
      page,
      page_size: pageSize,
      pages: Math.ceil(total / pageSize),
    } satisfies ScheduleList)
  })
  return router
}

const wantedOf = (req: Request): Omit<ListRequest, 'ownerId'> => {
  const checked = checkText(ScheduleQuery, req.query)
  if (!checked.ok) throw invalid([...checked.errors])
  const { page = 1, page_size: pageSize = 20, status, strategy } = checked.value
  return { page, pageSize, status, strategy: strategy === undefined ? undefined : strategyOf(strategy) }
}

const strategyOf = (text: string): string => {
  const name = resolveStrategy(text)
  if (name === undefined) throw invalid([`'strategy' names no strategy: ${JSON.stringify(text)}`])
  return name
}

const invalid = (errors: string[]): AppError =>
  new AppError('request.invalid', { message: 'Invalid query', errors, warnings: [] })
