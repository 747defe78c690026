import { pipeline } from 'node:stream/promises'
import { AppError, contextHeaders, inCallSpan, scheduleIdOf } from '@filling/service-kit'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { SchedulerApi } from '../adapters/scheduler-api.ts'
import { csvOf } from '../render/csv.ts'
import { jsonOf } from '../render/json.ts'
import { JsonCursor } from '../render/json-cursor.ts'
import { openPlan, type Plan } from '../render/plan.ts'

interface Deps {
  readonly guard: RequestHandler
  readonly schedules: SchedulerApi
}

type Render = (plan: Plan) => AsyncIterable<string | Uint8Array>

/** Adding a format is one file and one line here. */
const formats: Readonly<Record<string, { readonly type: string; readonly render: Render }>> = {
  json: { type: 'application/json', render: jsonOf },
  csv: { type: 'text/csv; charset=utf-8', render: csvOf },
}

export const exportRoutes = ({ guard, schedules }: Deps): Router => {
  const router = Router()
  router.get('/api/v1/schedule/:id/export', guard, async (req, res) => {
    const name = formatOf(req)
    const id = scheduleIdOf(req)
    const read = () => schedules.read(id, contextHeaders(req, res))
    const answer = new JsonCursor(await inCallSpan('scheduler GET /api/v1/schedule/{id}', read))
    try {
      await send(res, await openPlan(answer), name)
    } finally {
      await answer.close()
    }
  })
  return router
}

const send = async (res: Response, plan: Plan, name: string): Promise<void> => {
  const { type, render } = formats[name] as (typeof formats)[string]
  res.set({
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="schedule_${plan.schedule.id}.${name}"`,
    'Cache-Control': 'no-store',
  })
  try {
    await pipeline(render(plan), res)
    await plan.result.finish()
  } catch (error) {
    // A caller who hung up is no failure, and there is nobody left to tell.
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

const formatOf = ({ query }: Request): string => {
  const unknown = Object.keys(query).find((key) => key !== 'format')
  if (unknown !== undefined) throw new AppError('request.invalid', `Unknown parameter '${unknown.slice(0, 60)}'`)
  const format = query.format ?? 'json'
  if (typeof format === 'string' && Object.hasOwn(formats, format)) return format
  throw new AppError('export.unknown_format', `Unknown format; use ${Object.keys(formats).join(' or ')}`)
}
