import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ScheduleDetail, TokenPair } from '@filling/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ApiError, NotPlannedError } from './api-error.ts'
import { schedulerClient } from './client.ts'

/** An API of the test's own making on a real socket; the real one is met in e2e. */
type Answer = (
  req: IncomingMessage,
  body: string,
) => { status: number; body?: unknown; headers?: Record<string, string> }

let answer: Answer
let server: Server
let url: string
const asked: string[] = []

const receive = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
  let text = ''
  for await (const piece of req.setEncoding('utf8')) text += piece
  asked.push(`${req.method} ${req.url}`)
  const { status, body, headers } = answer(req, text)
  res.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
}

beforeEach(async () => {
  asked.length = 0
  server = createServer((req, res) => void receive(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const pair = (n: number): TokenPair => ({
  access_token: `access-${n}`,
  token_type: 'bearer',
  expires_in: 900,
  refresh_token: `refresh-${n}`,
})
const refused = (code: string) => ({ status: 401, body: { detail: 'Not authenticated', code, request_id: 'r-1' } })

/** Accepts the newest access token only, and each refresh token once, as auth does. */
const rotating = (): Answer => {
  let current = 2
  return (req, body) => {
    if (req.url === '/api/v1/auth/refresh') {
      if (JSON.parse(body).refresh_token !== `refresh-${current - 1}`) return refused('auth.refresh_rejected')
      return { status: 200, body: pair(current) }
    }
    if (req.url === '/expire') current += 1
    const valid = req.headers.authorization === `Bearer access-${current}`
    return valid ? { status: 200, body: [] } : refused('auth.not_authenticated')
  }
}

describe('an expired access token', () => {
  it('is renewed once, however many calls find out together', async () => {
    answer = rotating()
    const kept: (TokenPair | undefined)[] = []
    const client = schedulerClient(url, { tokens: pair(1), onTokens: (tokens) => kept.push(tokens) })
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.strategies()))
    expect(answers).toHaveLength(20)
    expect(asked.filter((request) => request.includes('refresh'))).toHaveLength(1)
    expect(kept.at(-1)).toEqual(pair(2))
  })

  it('is renewed again when it expires again', async () => {
    answer = rotating()
    const client = schedulerClient(url, { tokens: pair(1) })
    await client.strategies()
    await fetch(`${url}/expire`)
    await expect(client.strategies()).resolves.toEqual([])
  })

  it('ends the session when it cannot be renewed, and does not ask for ever', async () => {
    answer = (req) => refused(req.url?.endsWith('refresh') ? 'auth.refresh_rejected' : 'auth.not_authenticated')
    const kept: unknown[] = []
    const client = schedulerClient(url, { tokens: pair(1), onTokens: (tokens) => kept.push(tokens) })
    await expect(client.strategies()).rejects.toMatchObject({ status: 401, code: 'auth.refresh_rejected' })
    expect(kept.at(-1)).toBeUndefined()
    await expect(client.strategies()).rejects.toMatchObject({ code: 'auth.not_authenticated' })
    expect(asked).toHaveLength(3)
  })

  it('keeps the session when the renewal only failed to get through', async () => {
    answer = (req) => (req.url?.endsWith('refresh') ? { status: 503, body: {} } : refused('auth.not_authenticated'))
    const client = schedulerClient(url, { tokens: pair(1) })
    await expect(client.strategies()).rejects.toMatchObject({ status: 503 })
    answer = rotating()
    await expect(client.strategies()).resolves.toEqual([])
  })
})

describe('a refusal', () => {
  it('carries status, code, detail and request id', async () => {
    const detail = {
      message: 'Invalid lots data',
      errors: ["Lot 1: 'vials' must be positive (got -100)"],
      warnings: [],
    }
    answer = () => ({ status: 400, body: { detail, code: 'lots.invalid', request_id: 'r-9' } })
    const error = await schedulerClient(url)
      .createSchedule({ lots_data: [] })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 400, code: 'lots.invalid', detail, requestId: 'r-9' })
    expect((error as Error).message).toContain('got -100')
  })

  it.each(['<html>Bad gateway</html>', '', 'null', '[]', '"text"'])(
    'by a proxy is an ApiError too (%j)',
    async (body) => {
      answer = () => ({ status: 502, body })
      await expect(schedulerClient(url).strategies()).rejects.toMatchObject({
        name: 'ApiError',
        status: 502,
        code: undefined,
      })
    },
  )
})

const schedule = (status: string, more: object = {}): object => ({
  id: 7,
  status,
  error_message: null,
  result: null,
  ...more,
})
const quick = { firstPauseMs: 1, longestPauseMs: 4 }

/** Answers one after the other; the last one stays. */
const inTurn = (...answers: ReturnType<Answer>[]): void => {
  answer = () => (answers.length > 1 ? answers.shift() : answers[0]) as ReturnType<Answer>
}

describe('waiting for a plan', () => {
  it('ends with the plan', async () => {
    inTurn(
      { status: 200, body: schedule('pending') },
      { status: 200, body: schedule('running') },
      { status: 200, body: schedule('completed', { result: { makespan: 29 } }) },
    )
    const seen: string[] = []
    const onProgress = ({ status }: ScheduleDetail): unknown => seen.push(status)
    const done = await schedulerClient(url).waitForCompletion(7, { ...quick, onProgress })
    expect(done.result.makespan).toBe(29)
    expect(seen).toEqual(['pending', 'running'])
  })

  it.each(['failed', 'cancelled'])('ends with the reason when the schedule is %s', async (status) => {
    inTurn({ status: 200, body: schedule(status, { error_message: 'No plan meets every target window' }) })
    const waiting = schedulerClient(url).waitForCompletion(7, quick)
    await expect(waiting).rejects.toThrow(NotPlannedError)
    await expect(waiting).rejects.toThrow('No plan meets every target window')
  })

  it('looks again when the system is restarting', async () => {
    inTurn(
      { status: 503, body: {}, headers: { 'Retry-After': '0' } },
      { status: 429, body: {} },
      { status: 200, body: schedule('completed', { result: {} }) },
    )
    await expect(schedulerClient(url).waitForCompletion(7, quick)).resolves.toMatchObject({ id: 7 })
  })

  it('gives up at once on an answer that will not change', async () => {
    inTurn({ status: 404, body: { detail: 'Schedule not found', code: 'schedule.not_found', request_id: 'r' } })
    await expect(schedulerClient(url).waitForCompletion(7, quick)).rejects.toMatchObject({ code: 'schedule.not_found' })
    expect(asked).toHaveLength(1)
  })

  it('stops when its signal says so, also in the middle of a pause', async () => {
    inTurn({ status: 200, body: schedule('pending') })
    const stop = new AbortController()
    const onProgress = (): void => void setTimeout(() => stop.abort(new Error('enough')), 5)
    const waiting = schedulerClient(url).waitForCompletion(7, { firstPauseMs: 60_000, signal: stop.signal, onProgress })
    await expect(waiting).rejects.toThrow('enough')
  })
})

describe('what is sent', () => {
  it('is a multipart form for a CSV file, with the settings as the API names them', async () => {
    let received = ''
    let key: unknown
    answer = (req, body) => {
      received = body
      key = req.headers['idempotency-key']
      return { status: 202, body: schedule('pending') }
    }
    const fields = {
      name: 'Week 12',
      strategy: 'milp-opt',
      config: { clean_hours: 4 },
      startTime: '2026-03-02T08:00:00Z',
    }
    await schedulerClient(url).createScheduleFromCsv('Lot ID,Type,Vials\nÄ1,"a,b",5\n', fields, { idempotencyKey: 'k' })
    expect(received).toMatch(/name="csv_file"; filename="lots.csv"\r\nContent-Type: text\/csv/)
    expect(received).toContain('Ä1,"a,b",5')
    expect(received).toContain('{"clean_hours":4}')
    expect(received).toMatch(/name="start_time"\r\n\r\n2026-03-02T08:00:00Z/)
    expect(key).toBe('k')
  })

  it('goes below the base address, with or without a slash at its end', async () => {
    answer = () => ({ status: 200, body: { schedules: [] } })
    await schedulerClient(`${url}/`).listSchedules({ page: 2, status: 'completed' })
    expect(asked).toEqual(['GET /api/v1/schedules?page=2&status=completed'])
  })
})

describe('a schedule on its way', () => {
  it('is cancelled, with the best plan so far when that is wanted', async () => {
    answer = () => ({ status: 202, body: { id: 7, status: 'running' } })
    const client = schedulerClient(url, { tokens: pair(1) })
    await client.cancelSchedule(7)
    expect(await client.cancelSchedule(7, { keep: 'best' })).toMatchObject({ status: 'running' })
    expect(asked).toEqual(['POST /api/v1/schedule/7/cancel', 'POST /api/v1/schedule/7/cancel?keep=best'])
  })

  it('that has ended already is refused by its code', async () => {
    const body = { detail: 'This schedule is completed already', code: 'schedule.already_ended', request_id: 'r' }
    answer = () => ({ status: 409, body })
    const refusal = schedulerClient(url, { tokens: pair(1) }).cancelSchedule(7)
    await expect(refusal).rejects.toMatchObject({ status: 409, code: 'schedule.already_ended' })
  })
})

it('what the system gave up on is listed, replayed and dismissed', async () => {
  answer = () => ({ status: 200, body: {} })
  const client = schedulerClient(url, { tokens: pair(1) })
  await client.deadLetters()
  await client.deadLetters({ kind: 'job', page: 2 })
  await client.replayDeadLetter(3)
  await client.dismissDeadLetter(3)
  await client.scheduleStats()
  expect(asked.map((request) => request.replace('/api/v1', ''))).toEqual([
    'GET /admin/dead-letters',
    'GET /admin/dead-letters?kind=job&page=2',
    'POST /admin/dead-letters/3/replay',
    'DELETE /admin/dead-letters/3',
    'GET /schedules/stats',
  ])
})
