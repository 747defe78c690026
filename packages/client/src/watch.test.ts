import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ScheduleState } from '@filling/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { schedulerClient } from './client.ts'

/** Streams of the test's own making on a real socket; the real ones are met in e2e. */
type Answer = (res: ServerResponse, lastId: string | undefined) => void

let streams: Answer[]
let state: () => { status: number; body: object }
let server: Server
let url: string
const asked: string[] = []

beforeEach(async () => {
  asked.length = 0
  streams = []
  state = () => ({ status: 200, body: report('running', 5) })
  server = createServer((req, res) => {
    const lastId = req.headers['last-event-id'] as string | undefined
    asked.push(`${req.url?.split('/').at(-1)}${lastId === undefined ? '' : ` after ${lastId}`}`)
    if (!req.url?.endsWith('/events')) return res.writeHead(state().status).end(JSON.stringify(state().body))
    const next = streams.shift()
    return next ? next(res, lastId) : res.writeHead(503).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const report = (status: ScheduleState['status'], sequence: number): ScheduleState => ({
  ...{ schedule_id: 7, status, error_message: null },
  progress: {
    ...{ sequence, attempt: 1, percent: 10, elapsed_seconds: 1, steps: 5 },
    ...{ makespan: 100, lower_bound: 90, gap_percent: 10 },
  },
})
const event = (name: string, data: ScheduleState): string =>
  `event: ${name}\nid: ${name === 'end' ? 'end' : data.progress?.sequence}\ndata: ${JSON.stringify(data)}\n\n`
const says =
  (...pieces: string[]): Answer =>
  (res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const piece of pieces) res.write(piece)
    res.end()
  }
const watch = (more: { signal?: AbortSignal } = {}) => {
  const seen: (number | undefined)[] = []
  const onState = ({ progress }: ScheduleState): unknown => seen.push(progress?.sequence)
  return { seen, last: schedulerClient(url).watchSchedule(7, onState, { againMs: 1, ...more }) }
}

describe('watching a schedule', () => {
  it('tells every state and gives back the last', async () => {
    streams = [says('retry: 1000\n\n', event('progress', report('running', 1)), event('end', report('completed', 2)))]
    const { seen, last } = watch()
    expect(await last).toMatchObject({ status: 'completed' })
    expect(seen).toEqual([1, 2])
    expect(asked).toEqual(['events'])
  })

  it('reads events however they are cut into pieces', async () => {
    const text = `: still here\n\n${event('progress', report('running', 1))}${event('end', report('completed', 2))}`
    streams = [says(...text)]
    const { seen, last } = watch()
    await last
    expect(seen).toEqual([1, 2])
  })

  it('takes up a stream that broke where it broke', async () => {
    streams = [
      (res) => {
        says(event('progress', report('running', 5)))(res, undefined)
        res.socket?.destroySoon()
      },
      says(event('end', report('completed', 6))),
    ]
    const { seen, last } = watch()
    await last
    expect(asked).toEqual(['events', 'state', 'events after 5'])
    expect(seen).toEqual([5, 6])
  })

  it('reads while there is no stream', async () => {
    let reads = 0
    state = () => ({ status: 200, body: report(reads++ < 6 ? 'running' : 'completed', Math.min(reads, 3)) })
    const { last } = watch()
    expect(await last).toMatchObject({ status: 'completed' })
    expect(asked.filter((what) => what === 'events').length).toBeGreaterThan(1)
  })

  it.each([403, 404])('gives up at once when the schedule cannot be had (%i)', async (status) => {
    state = () => ({ status, body: { detail: 'no', code: 'schedule.not_found', request_id: 'r' } })
    await expect(watch().last).rejects.toMatchObject({ status })
    expect(asked).toEqual(['events', 'state'])
  })

  it('gives up in the end when nobody answers', async () => {
    state = () => ({ status: 503, body: {} })
    await expect(watch().last).rejects.toMatchObject({ status: 503 })
  })

  it('stops in the middle of a quiet stream when its signal says so', async () => {
    const stop = new AbortController()
    let closed = false
    streams = [
      (res) => {
        res.on('close', () => (closed = true))
        res.writeHead(200, { 'content-type': 'text/event-stream' })
        res.write(event('progress', report('running', 1)))
        setTimeout(() => stop.abort(new Error('enough')), 5)
      },
    ]
    await expect(watch({ signal: stop.signal }).last).rejects.toThrow('enough')
    await expect.poll(() => closed).toBe(true)
  })

  it('passes on what its listener throws', async () => {
    streams = [says(event('progress', report('running', 1)))]
    const failing = schedulerClient(url).watchSchedule(7, () => {
      throw new Error('mine')
    })
    await expect(failing).rejects.toThrow('mine')
    expect(asked).toEqual(['events'])
  })
})
