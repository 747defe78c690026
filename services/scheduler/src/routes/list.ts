import { type ScheduleList, ScheduleQuery, type ScheduleStats } from '@filling/contracts'
import { resolveStrategy } from '@filling/core'
import { callerOf } from '@filling/service-kit'
import { type Request, type RequestHandler, Router } from 'express'
import { Type } from 'typebox'
import type { Listed, ListRequest } from '../adapters/read-sql.ts'
import { invalidQuery, queryOf } from './query.ts'

interface Deps {
  readonly guard: RequestHandler
  readonly list: (request: ListRequest) => Promise<Listed>
  readonly count: (ownerId: number) => Promise<ScheduleStats>
}

export const listRoutes = ({ guard, list, count }: Deps): Router => {
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
  router.get('/api/v1/schedules/stats', guard, async (req, res) => {
    queryOf(noParameters, req)
    res.set('Cache-Control', 'private, no-cache').json(await count(callerOf(res).id))
  })
  return router
}

const noParameters = Type.Object({}, { additionalProperties: false })

const wantedOf = (req: Request): Omit<ListRequest, 'ownerId'> => {
  const { page = 1, page_size: pageSize = 20, status, strategy } = queryOf(ScheduleQuery, req)
  return { page, pageSize, status, strategy: strategy === undefined ? undefined : strategyOf(strategy) }
}

const strategyOf = (text: string): string => {
  const name = resolveStrategy(text)
  if (name === undefined) throw invalidQuery([`'strategy' names no strategy: ${JSON.stringify(text)}`])
  return name
}
