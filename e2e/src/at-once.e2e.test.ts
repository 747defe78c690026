import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './harness/ask.ts'
import { sampleLots } from './harness/lots.ts'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

let system: System
let planner: Planner
beforeAll(async () => {
  system = await startSystem()
  planner = await newPlanner(system)
})
afterAll(() => system?.close())

const many = <T>(times: number, call: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, i) => call(i)))

const submit = (key: string, json: object) =>
  ask(`${system.url}/api/v1/schedule`, {
    method: 'POST',
    token: planner.token,
    headers: { 'Idempotency-Key': key },
    json,
  })

describe('many at once', () => {
  it('fifty identical submits with one key are one schedule', async () => {
    const answers = await many(50, () => submit('one-key', { name: 'Once', lots_data: sampleLots }))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await planner.client.listSchedules()).toMatchObject({ total: 1 })
  })

  it('the key is refused with another body and free for another user', async () => {
    const other = await submit('one-key', { name: 'Twice', lots_data: sampleLots })
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.key_reused' } })
    const stranger = await newPlanner(system)
    const { id } = await stranger.client.createSchedule({ lots_data: [...sampleLots] }, { idempotencyKey: 'one-key' })
    expect(await stranger.client.getSchedule(id)).toMatchObject({ id })
    expect(await planner.client.listSchedules()).toMatchObject({ total: 1 })
  })

  it('two registrations of one address are one account, whatever their case', async () => {
    const register = (email: string) =>
      ask(`${system.url}/api/v1/auth/register`, { method: 'POST', json: { email, password: 'correct horse battery' } })
    const answers = await many(8, (i) => register(i % 2 ? 'twice@example.com' : 'Twice@Example.com'))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, 400, 400, 400, 400, 400, 400, 400])
    expect(answers.find(({ status }) => status === 400)?.body.code).toBe('auth.email_taken')
  })

  it('a refresh token that is used twice ends its whole family', async () => {
    const { email, password } = await newPlanner(system)
    const call = (path: string, json: object) => ask(`${system.url}/api/v1/auth/${path}`, { method: 'POST', json })
    const first = (await call('login', { email, password })).body
    const second = await call('refresh', { refresh_token: first.refresh_token })
    expect(second.status).toBe(200)
    expect(await call('refresh', { refresh_token: first.refresh_token })).toMatchObject({ status: 401 })
    expect(await call('refresh', { refresh_token: second.body.refresh_token })).toMatchObject({ status: 401 })
  })

  it('thirty submits are thirty plans', async () => {
    const { client } = await newPlanner(system)
    const accepted = await many(30, (i) => client.createSchedule({ name: `No. ${i}`, lots_data: [...sampleLots] }))
    await many(30, (i) => client.waitForCompletion(accepted[i]?.id ?? 0))
    expect(await client.listSchedules({ status: 'completed' })).toMatchObject({ total: 30 })
  })
})
