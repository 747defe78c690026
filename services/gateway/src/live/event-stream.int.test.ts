import { connect } from 'node:net'
import { check, ScheduleState } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenOf } from '../test-tokens.ts'
import { ended, type Live, listenTo, running, startLive } from './test-live.ts'

let live: Live
let ids = 0
beforeAll(async () => {
  live = await startLive({ timings: { pollMs: 200, commentMs: 60 }, env: { RATE_LIMIT_PER_MINUTE: '0' } })
})
afterAll(() => live.close())

const started = (state = running(0, 5)) => {
  ids += 1
  live.states.set(ids, { ...state, schedule_id: ids, owner: 1 })
  return ids
}
const watch = async (
  id: number | string,
  options: { by?: Live['first']; user?: number; headers?: Record<string, string> } = {},
) => {
  const { by = live.first, user = 1, headers = {} } = options
  return listenTo(await by.call(`/api/v1/schedule/${id}/events`, { user, headers }))
}

describe('a stream', () => {
  it('says the current state at once, what is told after it, and closes with the end', async () => {
    const id = started()
    const stream = await watch(id)
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream\b/)
    await eventually(() => stream.heard.length === 1)
    live.tell(running(id, 6))
    await eventually(() => stream.heard.length === 2)
    live.tell(ended(id, 7))
    await eventually(() => stream.over)
    expect(stream.heard.map(({ event, id: number }) => [event, number])).toEqual([
      ['progress', '5'],
      ['progress', '6'],
      ['end', 'end'],
    ])
    for (const { data } of stream.heard) expect(check(ScheduleState, data)).toMatchObject({ ok: true })
  })

  it('is the same from every gateway', async () => {
    const id = started()
    const streams = await Promise.all([watch(id), watch(id, { by: live.second }), watch(id, { by: live.second })])
    await eventually(() => streams.every(({ heard }) => heard.length === 1))
    live.tell(ended(id, 6))
    await eventually(() => streams.every(({ over }) => over))
    for (const { heard } of streams) expect(heard.at(-1)).toMatchObject({ event: 'end', data: { status: 'completed' } })
  })

  it('never goes back: not to an older report, and not to a solver that lost the job', async () => {
    const id = started()
    const stream = await watch(id)
    await eventually(() => stream.heard.length === 1)
    for (const sequence of [6, 4, 6, 3, 7]) live.tell(running(id, sequence))
    await eventually(() => stream.sequences().includes(7))
    expect(stream.sequences()).toEqual([5, 6, 7])
  })

  it('tells that a job waits again, and then the next attempt', async () => {
    const id = started()
    const stream = await watch(id)
    await eventually(() => stream.heard.length === 1)
    live.tell({ schedule_id: id, status: 'pending', error_message: null, progress: null })
    live.tell(running(id, 4))
    live.tell(running(id, 2_000_001))
    await eventually(() => stream.heard.length >= 3)
    expect(stream.heard.map(({ data }) => data.status)).toEqual(['running', 'pending', 'running'])
  })

  it('ends although every hint was lost, and although the schedule is gone', async () => {
    const [finished, deleted] = [started(), started()]
    const streams = [await watch(finished), await watch(deleted)]
    await eventually(() => streams.every(({ heard }) => heard.length === 1))
    live.states.set(finished, { ...ended(finished, 6), owner: 1 })
    live.states.delete(deleted)
    await eventually(() => streams.every(({ over }) => over))
    expect(streams.map(({ heard }) => heard.at(-1)?.data.status)).toEqual(['completed', 'deleted'])
  })

  it('of a schedule that has ended is its end', async () => {
    const stream = await watch(started(ended(0, 9)))
    await eventually(() => stream.over)
    expect(stream.heard).toMatchObject([{ event: 'end', id: 'end', data: { status: 'completed' } }])
  })

  it('is kept alive by comments', async () => {
    const stream = await watch(started())
    await eventually(() => stream.text.split(': still here\n\n').length > 3)
  })

  it('ignores a hint that cannot be read', async () => {
    const id = started()
    const stream = await watch(id)
    await eventually(() => stream.heard.length === 1)
    live.tell({ ...running(id, 6), status: 'dancing' } as never)
    live.tell(running(id, 7))
    await eventually(() => stream.heard.length === 2)
    expect(stream.sequences()).toEqual([5, 7])
  })
})

describe('whoever comes back', () => {
  it('gets nothing older than what was seen', async () => {
    const id = started(running(0, 9))
    const stream = await watch(id, { headers: { 'last-event-id': '9' }, by: live.second })
    await eventually(() => {
      live.tell(running(id, 8))
      live.tell(running(id, 10))
      return stream.heard.length > 0
    })
    expect(stream.sequences()).toEqual([10])
  })

  it('gets what was missed', async () => {
    const stream = await watch(started(running(0, 9)), { headers: { 'last-event-id': '3' } })
    await eventually(() => stream.heard.length === 1)
    expect(stream.sequences()).toEqual([9])
  })

  it('after the end is told that there is no more', async () => {
    const { response } = await watch(started(ended(0, 9)), { headers: { 'last-event-id': 'end' } })
    expect(response.status).toBe(204)
  })

  it.each(['end', '-1', 'x', '1e3', ''])('with a made-up id %j gets everything', async (lastId) => {
    const stream = await watch(started(), { headers: { 'last-event-id': lastId } })
    await eventually(() => stream.heard.length === 1)
  })
})

describe('a stream is refused', () => {
  it.each([
    ['somebody else’s schedule', 2, () => started(), 403, 'schedule.forbidden'],
    ['a missing schedule', 1, () => 999_999, 404, 'schedule.not_found'],
    ['something that is no schedule', 1, () => 'x', 404, 'schedule.not_found'],
  ])('for %s', async (_name, user, of, status, code) => {
    const response = await live.first.call(`/api/v1/schedule/${of()}/events`, { user })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
  })

  it('to whoever has too many, until one of them is closed', async () => {
    const small = await startLive({ env: { STREAMS_PER_USER: '2' } })
    small.states.set(1, { ...running(1, 5), owner: 7 })
    const gone = new AbortController()
    const open = (signal?: AbortSignal) =>
      small.first.call('/api/v1/schedule/1/events', { user: 7, ...(signal ? { signal } : {}) })
    await open(gone.signal)
    await open()
    const refused = await open()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    gone.abort()
    await eventually(async () => (await open()).status === 200)
    await small.close()
  })

  it('when the scheduler is away', async () => {
    const alone = await startLive({ env: { SCHEDULER_URL: 'http://127.0.0.1:1' } })
    expect((await alone.first.call('/api/v1/schedule/1/events', { user: 1 })).status).toBe(503)
    await alone.close()
  })
})

it('a stream ends when its token does, and says so', async () => {
  const id = started()
  const authorization = `Bearer ${tokenOf(1, { expiresIn: 2 })}`
  const stream = listenTo(await live.first.call(`/api/v1/schedule/${id}/events`, { headers: { authorization } }))
  await eventually(() => stream.over)
  expect(stream.heard.at(-1)).toMatchObject({ event: 'expired', data: { code: 'auth.not_authenticated' } })
})

it('HEAD opens nothing', async () => {
  const response = await live.first.call(`/api/v1/schedule/${started()}/events`, { user: 1, method: 'HEAD' })
  expect([response.status, await response.text()]).toEqual([200, ''])
})

it('a reader who does not read misses what was between and gets the newest', async () => {
  const id = started()
  const socket = connect(live.first.port, '127.0.0.1')
  socket.write(`GET /api/v1/schedule/${id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokenOf(1)}\r\n\r\n`)
  await new Promise((resolve) => socket.once('data', resolve))
  socket.pause()
  const other = await watch(id)
  const told = 60_000
  for (let sequence = 6; sequence <= told; sequence += 1) {
    live.tell(running(id, sequence))
    // The broker cuts off a publisher's readers who fall behind; they are not the ones meant here.
    if (sequence % 500 === 0) {
      await eventually(() => {
        live.tell(running(id, sequence))
        return (other.sequences().at(-1) ?? 0) > sequence - 1_000
      })
    }
  }
  let text = ''
  socket.on('data', (piece) => (text += piece))
  socket.resume()
  await eventually(() => {
    live.tell(running(id, told + 1))
    return text.includes(`id: ${told + 1}\n`)
  })
  expect(text.match(/^id: /gm)!.length).toBeLessThan(told * 0.9)
  socket.destroy()
})

it('streams work without a broker, only slower', async () => {
  const own = await startLive({ timings: { pollMs: 100 } })
  own.states.set(1, { ...running(1, 5), owner: 1 })
  await own.nats.kill()
  const stream = listenTo(await own.first.call('/api/v1/schedule/1/events', { user: 1 }))
  await eventually(() => stream.heard.length === 1)
  own.states.set(1, { ...running(1, 8), owner: 1 })
  await eventually(() => stream.sequences().includes(8))
  own.states.set(1, { ...ended(1, 9), owner: 1 })
  await eventually(() => stream.over)
  await own.nats.restart()
  await own.close()
})

it('a gateway that stops ends its streams at once', async () => {
  const own = await startLive()
  own.states.set(1, { ...running(1, 5), owner: 1 })
  const stream = listenTo(await own.first.call('/api/v1/schedule/1/events', { user: 1 }))
  await eventually(() => stream.heard.length === 1)
  await own.close()
  await eventually(() => stream.over)
  expect(stream.heard.map(({ event }) => event)).toEqual(['progress'])
})
