import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { operations } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './harness/ask.ts'
import { sampleLots } from './harness/lots.ts'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

let system: System
let planner: Planner
let scheduleId: number
beforeAll(async () => {
  system = await startSystem()
  planner = await newPlanner(system)
  scheduleId = (await planner.client.createSchedule({ lots_data: [...sampleLots] })).id
  await planner.client.waitForCompletion(scheduleId)
})
afterAll(() => system?.close())

const guarded = operations.filter(({ open }) => !open)
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const parse = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())
const foreignKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

const signed = (header: object, claims: object, key: KeyObject): string => {
  const text = `${base64(header)}.${base64(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

/** Each is made from a token that is good, so that only the one thing is wrong with it. */
const forgeries: Readonly<Record<string, (token: string) => string>> = {
  empty: () => '',
  'no token at all': () => 'not-a-token',
  'two parts': (token) => token.split('.').slice(0, 2).join('.'),
  'a changed claim': (token) => {
    const [header = '', claims = '', signature = ''] = token.split('.')
    return [header, base64({ ...parse(claims), sub: '999999' }), signature].join('.')
  },
  'a cut signature': (token) => token.slice(0, -6),
  'the algorithm none': (token) => {
    const [header = '', claims = ''] = token.split('.')
    return `${base64({ ...parse(header), alg: 'none' })}.${claims}.`
  },
  'a foreign key under our key id': (token) => {
    const [header = '', claims = ''] = token.split('.')
    return signed(parse(header), parse(claims), foreignKey)
  },
  'a foreign key under its own key id': (token) => {
    const [header = '', claims = ''] = token.split('.')
    return signed({ ...parse(header), kid: 'foreign' }, parse(claims), foreignKey)
  },
  'a size that nobody needs': (token) => token + 'A'.repeat(10_000),
}

const urlOf = (path: string): string => system.url + path.replace('{id}', String(scheduleId))

describe('a door that needs a token', () => {
  for (const { id, method, path } of guarded) {
    it(`${id} stays shut without one`, async () => {
      const answer = await ask(urlOf(path), { method: method.toUpperCase() as 'GET' })
      expect(answer.status).toBe(401)
      expect(answer.body).toMatchObject({ detail: 'Not authenticated', code: 'auth.not_authenticated' })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    })

    it.each(Object.keys(forgeries))(`${id} stays shut for a token with %s`, async (name) => {
      const token = forgeries[name]?.(planner.token) ?? ''
      const answer = await ask(urlOf(path), { method: method.toUpperCase() as 'GET', token })
      expect(answer.status).toBe(401)
      expect(answer.body).toMatchObject({ detail: 'Not authenticated' })
    })
  }

  it('took no harm: the schedule is still there', async () => {
    expect(await planner.client.getSchedule(scheduleId)).toMatchObject({ status: 'completed' })
    expect(await planner.client.listSchedules()).toMatchObject({ total: 1 })
  })
})

/** A key that auth publishes because it stands in its table: the one forgery that only our own key makes possible. */
const plantKey = async (): Promise<KeyObject> => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const database = new pg.Client({ connectionString: system.databaseUrl })
  await database.connect()
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const insert = `insert into auth.signing_key (kid, private_key, signs_from) values ('planted', $1, now() + interval '1 day')`
  await database.query(insert, [pem])
  await database.end()
  return privateKey
}

describe('a token signed with our own key', () => {
  const now = Math.floor(Date.now() / 1_000)
  let key: KeyObject
  const answerTo = (change: object) => {
    const claims = { ...parse(planner.token.split('.')[1] ?? ''), ...change }
    const token = signed({ alg: 'ES256', typ: 'JWT', kid: 'planted' }, claims, key)
    return ask(`${system.url}/api/v1/schedules`, { token })
  }
  beforeAll(async () => {
    key = await plantKey()
    await eventually(async () => (await answerTo({})).status === 200)
  })

  it.each([
    ['that is in order', {}, 200],
    ['that has ended', { iat: now - 1_000, exp: now - 100 }, 401],
    ['that never ends', { exp: undefined }, 401],
    ['for another audience', { aud: 'somebody-else' }, 401],
    ['from another issuer', { iss: 'somebody-else' }, 401],
    ['that is not valid yet', { nbf: now + 1_000 }, 401],
    ['for nobody', { sub: undefined }, 401],
    ['for a subject that is no id', { sub: '1 or 1=1' }, 401],
  ])('%s', async (_, change, status) => {
    expect((await answerTo(change)).status).toBe(status)
  })
})
