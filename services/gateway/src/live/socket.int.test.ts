import { check, SocketMessage } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenOf } from '../test-tokens.ts'
import { ended, type Live, running, signedIn, socketTo, startLive } from './test-live.ts'

let live: Live
let ids = 0
beforeAll(async () => {
  live = await startLive({
    timings: { pollMs: 200 },
    env: { RATE_LIMIT_PER_MINUTE: '0', STREAMS_PER_USER: '200', CORS_ORIGINS: 'https://plan.example' },
  })
})
afterAll(() => live.close())

const started = (owner = 1) => {
  ids += 1
  live.states.set(ids, { ...running(ids, 5), owner })
  return ids
}

describe('a socket', () => {
  it('tells what happens to the schedules it subscribed to, until each has ended', async () => {
    const socket = await signedIn(live.second)
    const [one, two] = [started(), started()]
    for (const id of [one, two]) socket.say({ type: 'subscribe', channel: `schedule:${id}` })
    await socket.until('progress', 2)
    live.tell(running(one, 6))
    await socket.until('progress', 3)
    live.tell(ended(two, 7))
    await socket.until('end')
    expect(socket.of('end')).toMatchObject([{ channel: `schedule:${two}`, data: { status: 'completed' } }])
    for (const message of socket.heard) expect(check(SocketMessage, message)).toMatchObject({ ok: true })
    await socket.answers()
    socket.ws.close()
  })

  it('takes frames in their order, without waiting for answers', async () => {
    const socket = await socketTo(live.first)
    socket.say({ type: 'auth', token: tokenOf(1) })
    socket.say({ type: 'subscribe', channel: `schedule:${started()}` })
    socket.say({ type: 'ping' })
    await socket.until('pong')
    await socket.until('progress')
    const answers = socket.heard.filter(({ type }) => type !== 'progress')
    expect(answers.map(({ type }) => type)).toEqual(['ready', 'subscribed', 'pong'])
    socket.ws.close()
  })

  it('is quiet about what was unsubscribed, and about what was seen', async () => {
    const socket = await signedIn(live.first)
    const [left, seen] = [started(), started()]
    socket.say({ type: 'subscribe', channel: `schedule:${left}` })
    socket.say({ type: 'subscribe', channel: `schedule:${seen}`, after: 5 })
    socket.say({ type: 'unsubscribe', channel: `schedule:${left}` })
    await socket.until('unsubscribed')
    live.tell(running(left, 6))
    live.tell(running(seen, 6))
    await eventually(() => socket.of('progress').some((message) => JSON.stringify(message).includes('"sequence":6')))
    const told = socket.of('progress').map((message) => (message as { channel: string }).channel)
    expect(told).toEqual([`schedule:${left}`, `schedule:${seen}`])
    socket.ws.close()
  })

  it('subscribed twice hears everything once', async () => {
    const socket = await signedIn(live.first)
    const id = started()
    for (let time = 0; time < 2; time += 1) socket.say({ type: 'subscribe', channel: `schedule:${id}` })
    await socket.answers()
    live.tell(running(id, 6))
    await socket.until('progress', 2)
    await socket.answers()
    expect(socket.of('progress')).toHaveLength(2)
    socket.ws.close()
  })

  it.each([
    ['somebody else’s schedule', 'schedule.forbidden', () => started(2)],
    ['a missing schedule', 'schedule.not_found', () => 999_999],
  ])('is told which channel it may not have: %s', async (_name, code, of) => {
    const socket = await signedIn(live.first)
    const channel = `schedule:${of()}`
    socket.say({ type: 'subscribe', channel })
    await socket.until('error')
    expect(socket.of('error')).toMatchObject([{ code, channel }])
    expect(socket.of('subscribed')).toEqual([])
    await socket.answers()
    socket.ws.close()
  })

  it('has room for fifty subscriptions', async () => {
    const socket = await signedIn(live.first)
    for (let at = 0; at < 51; at += 1) socket.say({ type: 'subscribe', channel: `schedule:${started()}` })
    await socket.until('error')
    expect(socket.of('error')).toMatchObject([{ code: 'request.invalid' }])
    expect(socket.of('subscribed')).toHaveLength(50)
    socket.ws.close()
  })
})

describe('a bad frame is answered and costs nothing more', () => {
  it.each([
    ['no JSON', '{"type":', 'request.malformed'],
    ['nothing', '', 'request.malformed'],
    ['a list', '[]', 'request.invalid'],
    ['null', 'null', 'request.invalid'],
    ['a number', '17', 'request.invalid'],
    ['no type', '{}', 'request.invalid'],
    ['an unknown type', '{"type":"dance"}', 'request.invalid'],
    ['a type of the language', '{"type":"constructor"}', 'request.invalid'],
    ['a type that is no text', '{"type":["ping"]}', 'request.invalid'],
    ['an unknown field', '{"type":"ping","x":1}', 'request.invalid'],
    ['no channel', '{"type":"subscribe"}', 'request.invalid'],
    ['a foreign channel', '{"type":"subscribe","channel":"user:1"}', 'request.invalid'],
    ['a wildcard', '{"type":"subscribe","channel":"schedule:*"}', 'request.invalid'],
    ['a path', '{"type":"subscribe","channel":"schedule:1/../2"}', 'request.invalid'],
    ['auth with nothing', '{"type":"auth"}', 'request.invalid'],
    ['auth with two', '{"type":"auth","token":"a","ticket":"b"}', 'request.invalid'],
    ['too much', JSON.stringify({ type: 'ping', x: 'x'.repeat(20_000) }), 'request.too_large'],
    ['bytes', Buffer.from('{"type":"ping"}'), 'request.unsupported_media_type'],
  ])('%s', async (_name, frame, code) => {
    const socket = await signedIn(live.first)
    socket.ws.send(frame)
    await socket.until('error')
    expect(socket.of('error')).toMatchObject([{ code }])
    await socket.answers()
    socket.ws.close()
  })

  it('but a huge one is not even read', async () => {
    const socket = await signedIn(live.first)
    socket.ws.send('x'.repeat(1_000_000))
    await eventually(() => socket.state.closed)
    expect(socket.state.closed?.code).toBe(1009)
  })

  it('too many are counted, not answered, and far too many end it', async () => {
    const socket = await signedIn(live.first)
    for (let at = 0; at < 200; at += 1) socket.say({ type: 'ping' })
    await socket.until('error')
    expect(socket.of('error')).toMatchObject([{ code: 'request.rate_limited' }])
    expect(socket.of('pong').length).toBeLessThan(100)
    expect(socket.state.closed).toBeUndefined()
    for (let at = 0; at < 2_000; at += 1) socket.ws.send('{')
    await eventually(() => socket.state.closed)
    expect(socket.state.closed?.code).toBe(1008)
  })
})

describe('before it has said who it is', () => {
  it('a socket gets nothing but an error', async () => {
    const socket = await socketTo(live.first)
    socket.say({ type: 'subscribe', channel: `schedule:${started()}` })
    socket.say({ type: 'ping' })
    await socket.until('error', 2)
    for (const error of socket.of('error')) expect(error).toMatchObject({ code: 'auth.not_authenticated' })
    socket.ws.close()
  })

  it('a few wrong tokens are forgiven, then it is closed', async () => {
    const socket = await socketTo(live.first)
    for (let at = 0; at < 4; at += 1) socket.say({ type: 'auth', token: `wrong-${at}` })
    await socket.until('error', 4)
    expect(socket.state.closed).toBeUndefined()
    socket.say({ type: 'auth', token: 'wrong again' })
    await eventually(() => socket.state.closed)
    expect(socket.state.closed?.code).toBe(4401)
  })

  it('it may not wait for ever', async () => {
    const own = await startLive({ timings: { authMs: 100 } })
    const socket = await socketTo(own.first)
    await eventually(() => socket.state.closed)
    expect(socket.state.closed).toEqual({ code: 4401, reason: 'Nobody said who it is' })
    await own.close()
  })
})

describe('a ticket', () => {
  it.each([
    ['in the address', (ticket: string) => ({ query: `?ticket=${ticket}` })],
    ['in the first frame', () => ({})],
  ])('opens one socket at any gateway: %s', async (_name, options) => {
    const id = started(7)
    live.tickets.set('t-1', tokenOf(7))
    const open = async () => {
      const socket = await socketTo(live.second, options('t-1'))
      if (socket.state.status === undefined && !('query' in options('t-1'))) socket.say({ type: 'auth', ticket: 't-1' })
      return socket
    }
    const first = await open()
    await first.until('ready')
    first.say({ type: 'subscribe', channel: `schedule:${id}` })
    await first.until('progress')
    const second = await open()
    await eventually(() => second.state.status === 401 || second.of('error').length > 0)
    expect(second.of('ready')).toEqual([])
    for (const socket of [first, second]) socket.ws.close()
  })
})

describe('a handshake is refused', () => {
  it.each([
    ['a token in the address', { query: `?token=${tokenOf(1)}` }, 400],
    ['two tickets', { query: '?ticket=a&ticket=b' }, 400],
    ['a made-up ticket', { query: '?ticket=made-up' }, 401],
    ['a page of another origin', { origin: 'https://evil.example' }, 403],
    ['a page of no origin', { origin: 'null' }, 403],
  ])('with %s', async (_name, options, status) => {
    expect((await socketTo(live.first, options)).state.status).toBe(status)
  })

  it.each([
    ['listed', () => 'https://plan.example'],
    ['the gateway’s own', () => `http://127.0.0.1:${live.first.port}`],
  ])('but not when the origin is %s', async (_name, origin) => {
    const socket = await socketTo(live.first, { origin: origin() })
    expect(socket.state.status).toBeUndefined()
    socket.ws.close()
  })

  it('with an ordinary request', async () => {
    const response = await live.first.call('/api/v1/ws')
    expect(response.status).toBe(426)
    expect(response.headers.get('upgrade')).toBe('websocket')
    expect(await response.json()).toMatchObject({ code: 'request.upgrade_required' })
  })

  it('beyond the limit of its address', async () => {
    const own = await startLive({ env: { RATE_LIMIT_PER_MINUTE: '2' } })
    const statuses = []
    for (let at = 0; at < 3; at += 1) statuses.push((await socketTo(own.first)).state.status)
    expect(statuses).toEqual([undefined, undefined, 429])
    await own.close()
  })
})

describe('a signed-in socket', () => {
  it('ends with its token', async () => {
    const socket = await socketTo(live.first)
    socket.say({ type: 'auth', token: tokenOf(1, { expiresIn: 2 }) })
    await eventually(() => socket.state.closed)
    expect(socket.state.closed).toEqual({ code: 4401, reason: 'The access token has ended' })
  })

  it('stays with a newer one, but not with somebody else’s', async () => {
    const socket = await socketTo(live.first)
    socket.say({ type: 'auth', token: tokenOf(1, { expiresIn: 3 }) })
    socket.say({ type: 'auth', token: tokenOf(1) })
    await socket.until('ready', 2)
    socket.say({ type: 'auth', token: tokenOf(2) })
    await socket.until('error')
    const [first, second] = socket.of('ready') as { expires_at: string }[]
    expect(Date.parse(second!.expires_at)).toBeGreaterThan(Date.parse(first!.expires_at))
    const until = Date.parse(first!.expires_at)
    await eventually(() => Date.now() > until + 200)
    await socket.answers()
    socket.ws.close()
  })

  it('takes one of its user’s seats and gives it back', async () => {
    const own = await startLive({ env: { STREAMS_PER_USER: '1' } })
    const first = await signedIn(own.first)
    const second = await socketTo(own.first)
    second.say({ type: 'auth', token: tokenOf(1) })
    await second.until('error')
    expect(second.of('error')).toMatchObject([{ code: 'request.rate_limited' }])
    first.ws.close()
    await eventually(() => first.state.closed)
    second.say({ type: 'auth', token: tokenOf(1) })
    await second.until('ready')
    await own.close()
  })

  it('that does not answer pings is given up', async () => {
    const own = await startLive({ timings: { pingMs: 500 } })
    const [silent, alive] = [await socketTo(own.first, { autoPong: false }), await signedIn(own.first)]
    await eventually(() => silent.state.closed)
    await alive.answers()
    await own.close()
  })

  it('is told when the gateway stops', async () => {
    const own = await startLive()
    const socket = await signedIn(own.first)
    await own.close()
    await eventually(() => socket.state.closed)
    expect(socket.state.closed?.code).toBe(1001)
  })
})
