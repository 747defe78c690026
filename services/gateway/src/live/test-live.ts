import type { ScheduleState, SocketMessage, SocketRequest } from '@filling/contracts'
import { progressSubject } from '@filling/contracts'
import { jetStreamBus } from '@filling/messaging'
import { createLogger } from '@filling/service-kit'
import { eventually, natsServer } from '@filling/test-kit'
import jwt from 'jsonwebtoken'
import { WebSocket } from 'ws'
import { startGateway } from '../test-gateway.ts'
import { tokenOf } from '../test-tokens.ts'
import type { Timings } from './timings.ts'

export interface LiveOptions {
  readonly timings?: Partial<Timings>
  readonly env?: Readonly<Record<string, string>>
}

const error = (code: string) => JSON.stringify({ detail: code, code, request_id: 'r' })

/** Two gateways on a real broker, in front of a scheduler that knows what the test puts into `states`. */
export const startLive = async ({ timings = {}, env = {} }: LiveOptions = {}) => {
  const nats = await natsServer()
  const first = await startGateway({ NATS_URL: nats.url, ...env }, { timings })
  const places = { AUTH_URL: first.auth.url, SCHEDULER_URL: first.scheduler.url, NATS_URL: nats.url }
  const second = await startGateway({ ...places, ...env }, { timings })
  const states = new Map<number, ScheduleState & { readonly owner: number }>()
  const tickets = new Map<string, string>()

  first.scheduler.answer = (req, res) => {
    const state = states.get(Number(req.url?.split('/')[4]))
    const claims = jwt.decode(req.headers.authorization?.split(' ')[1] ?? '') as jwt.JwtPayload
    if (!state) return res.writeHead(404).end(error('schedule.not_found'))
    if (claims.sub !== String(state.owner)) return res.writeHead(403).end(error('schedule.forbidden'))
    const { owner: _, ...shown } = state
    return res.end(JSON.stringify(shown))
  }
  first.auth.answer = (_req, res, body) => {
    const { ticket } = JSON.parse(body.toString()) as { ticket: string }
    const access_token = tickets.get(ticket)
    tickets.delete(ticket)
    if (access_token === undefined) return res.writeHead(401).end(error('auth.not_authenticated'))
    return res.end(JSON.stringify({ access_token }))
  }
  const solver = jetStreamBus({ url: nats.url, name: 'solver', log: createLogger('test', 'silent') })
  await eventually(() => solver.status() === 'connected')
  return {
    ...{ nats, first, second, states, tickets },
    /** As a solver would: at most once. */
    tell: (state: ScheduleState) => solver.notify(progressSubject(state.schedule_id), state),
    close: async () => {
      await Promise.all([first.close(), second.close()])
      await solver.close()
      await nats.close()
    },
  }
}

export type Live = Awaited<ReturnType<typeof startLive>>

export const running = (schedule_id: number, sequence: number): ScheduleState => ({
  ...{ schedule_id, status: 'running', error_message: null },
  progress: {
    ...{ sequence, attempt: 1, percent: 10, elapsed_seconds: 1, steps: 5 },
    ...{ makespan: 100, lower_bound: 90, gap_percent: 10 },
  },
})

export const ended = (schedule_id: number, sequence: number): ScheduleState => ({
  ...running(schedule_id, sequence),
  status: 'completed',
})

export interface Heard {
  readonly event: string
  readonly id: string | undefined
  readonly data: ScheduleState & { readonly code?: string }
}

const parse = (block: string): Heard | undefined => {
  const field = (name: string) => block.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1]
  const data = field('data')
  return data === undefined ? undefined : { event: field('event') ?? '', id: field('id'), data: JSON.parse(data) }
}

/** Collects what a stream says; `over` when it has ended in order. */
export const listenTo = (response: Response) => {
  const heard: Heard[] = []
  const result = { response, heard, text: '', over: false, sequences: () => heard.map(({ id }) => Number(id)) }
  const read = async () => {
    let rest = ''
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      result.text += piece
      const blocks = (rest + piece).split('\n\n')
      rest = blocks.pop() ?? ''
      heard.push(...blocks.map(parse).filter((event) => event !== undefined))
    }
    result.over = true
  }
  void read().catch(() => undefined)
  return result
}

/** A socket that remembers what it was told. */
export const socketTo = async (
  gateway: { readonly port: number },
  { query = '', origin, autoPong = true }: { query?: string; origin?: string; autoPong?: boolean } = {},
) => {
  const options = { ...(origin === undefined ? {} : { origin }), autoPong }
  const ws = new WebSocket(`ws://127.0.0.1:${gateway.port}/api/v1/ws${query}`, options)
  const heard: SocketMessage[] = []
  const state = {
    closed: undefined as { code: number; reason: string } | undefined,
    status: undefined as number | undefined,
  }
  ws.on('message', (data) => heard.push(JSON.parse(String(data))))
  ws.on('close', (code, reason) => {
    state.closed = { code, reason: String(reason) }
  })
  ws.on('unexpected-response', (req, res) => {
    state.status = res.statusCode ?? 0
    req.destroy()
  })
  ws.on('error', () => undefined)
  await eventually(() => ws.readyState === ws.OPEN || state.status !== undefined)
  const of = (type: string) => heard.filter((message) => message.type === type)
  return {
    ...{ ws, heard, state, of },
    say: (request: SocketRequest) => ws.send(JSON.stringify(request)),
    until: (type: string, count = 1) => eventually(() => of(type).length >= count),
    /** The socket still answers. */
    answers: async () => {
      const before = of('pong').length
      ws.send('{"type":"ping"}')
      await eventually(() => of('pong').length > before)
    },
  }
}

export const signedIn = async (gateway: { readonly port: number }, user = 1) => {
  const socket = await socketTo(gateway)
  socket.say({ type: 'auth', token: tokenOf(user) })
  await socket.until('ready')
  return socket
}
