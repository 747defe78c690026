import { isTerminal, type ScheduleState } from '@filling/contracts'
import { AppError, callerOf, requestId } from '@filling/service-kit'
import type { Request, RequestHandler, Response } from 'express'
import { routeOf } from '../access/admit.ts'
import { outlet } from './outlet.ts'
import type { LiveParts } from './parts.ts'
import { openWatch, type Watch } from './watch.ts'

/** Given to the last event: whoever comes back with it has seen everything, and is told so by a 204. */
const endId = 'end'

export interface EventStreams {
  readonly handler: RequestHandler
  /** Ends all streams; their readers come back and find another gateway. */
  close(): void
}

/** `GET /api/v1/schedule/{id}/events`: what happens to a schedule, as server-sent events, until it has ended. */
export const eventStreams = (parts: LiveParts): EventStreams => {
  const open = new Set<Stream>()
  let closing = false

  const handler: RequestHandler = async (req, res, next) => {
    if (routeOf(res).operation.id !== 'watchSchedule') return next()
    if (closing) throw new AppError('service.unavailable', 'Try again', { headers: { 'Retry-After': '1' } })
    const lastId = req.get('last-event-id') ?? ''
    using seat = ownedBy(res, parts.seats.take(callerOf(res).id))
    const watch = await openWatch(idIn(res), { ...parts, pollMs: parts.timings.pollMs, ask: asker(parts, req, res) })
    if (req.method === 'HEAD' || res.destroyed || (isTerminal(watch.first.status) && lastId === endId)) {
      watch.stop()
      res.status(req.method === 'HEAD' ? 200 : 204).end()
      return
    }
    seat.keep()
    const stream = openStream(res, watch, parts)
    open.add(stream)
    res.once('close', () => open.delete(stream))
    const after = Number(/^\d{1,16}$/.exec(lastId)?.[0] ?? 0)
    watch.begin({ after, onState: stream.tell, onRefused: stream.expire })
  }
  return {
    handler,
    close() {
      closing = true
      for (const stream of open) stream.end()
    },
  }
}

/** A seat is given back when the request fails, or later when its stream closes. */
const ownedBy = (res: Response, seat: Disposable) => {
  let kept = false
  return {
    keep() {
      kept = true
      res.once('close', () => seat[Symbol.dispose]())
    },
    [Symbol.dispose]: () => kept || seat[Symbol.dispose](),
  }
}

const idIn = (res: Response): number => Number(routeOf(res).path.split('/')[4])

const asker = ({ askState }: LiveParts, req: Request, res: Response) => {
  const id = routeOf(res).path.split('/')[4] ?? ''
  const token = (req.get('authorization') ?? '').split(' ')[1] ?? ''
  return () => askState({ id, token, requestId: requestId(res) })
}

interface Stream {
  tell(state: ScheduleState): void
  expire(): void
  end(): void
}

const openStream = (res: Response, watch: Watch, { timings, nowMs }: LiveParts): Stream => {
  res.status(200).set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    // nginx would collect a stream before it passes it on.
    'X-Accel-Buffering': 'no',
  })
  res.flushHeaders()
  const out = outlet((text, onTaken) => res.write(text, () => onTaken()), nowMs)
  const end = (): void => void res.end()
  const expire = (): void => {
    // News would take the place of the goodbye to a reader who is slow.
    watch.stop()
    out.offer('state', expired, end)
  }
  const beat = setInterval(() => {
    const stalled = out.stalledSinceMs()
    if (stalled !== undefined && nowMs() - stalled > timings.stallMs) res.destroy()
    else out.offer('comment', ': still here\n\n')
  }, timings.commentMs)
  const expiry = setTimeout(expire, callerOf(res).expiresAtMs - Date.now())
  res.once('close', () => {
    clearInterval(beat)
    clearTimeout(expiry)
    watch.stop()
  })
  out.offer('hello', 'retry: 1000\n\n')
  const tell = (state: ScheduleState): void =>
    isTerminal(state.status)
      ? out.offer('state', event('end', endId, state), end)
      : out.offer('state', event('progress', state.progress?.sequence, state))
  return { tell, expire, end }
}

const event = (name: string, id: string | number | undefined, data: object): string =>
  `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`

const expired = event('expired', undefined, {
  code: 'auth.not_authenticated',
  detail: 'The access token has ended; connect again with a new one',
})
