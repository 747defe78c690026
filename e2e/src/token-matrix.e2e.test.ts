import { type Jwks, type Operation, operations } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { requestsOf, type SampleRequest } from '@filling/test-kit/contract'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgeriesOf, plantKey } from './harness/forgeries.ts'
import { sampleLots } from './harness/lots.ts'
import { freePorts } from './harness/processes.ts'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

/** Every operation of the contracts and every kind of credential, at the public door and at each service behind it. */
let system: System
let owner: Planner
let stranger: Planner
let id: number
let doors: Readonly<Record<string, string>>
/** Authorization headers that must open nothing, by what is wrong with them. */
let bad: Readonly<Record<string, string | undefined>>
let before: unknown

beforeAll(async () => {
  const [auth = 0, scheduler = 0, files = 0] = await freePorts(3)
  system = await startSystem({
    AUTH_PORT: String(auth),
    SCHEDULER_PORT: String(scheduler),
    EXPORT_PORT: String(files),
    RATE_LIMIT_PER_MINUTE: '0',
  })
  const at = (port: number): string => `http://127.0.0.1:${port}`
  doors = { gateway: system.url, auth: at(auth), scheduler: at(scheduler), export: at(files) }
  owner = await newPlanner(system)
  stranger = await newPlanner(system)
  id = (await owner.client.createSchedule({ lots_data: [...sampleLots] })).id
  await owner.client.waitForCompletion(id)
  bad = await badCredentials()
  before = await everything()
})
afterAll(() => system?.close())

const badCredentials = async () => {
  const jwks = (await (await fetch(`${system.url}/.well-known/jwks.json`)).json()) as Jwks
  const { good, bad: signedByUs } = await plantKey(system.databaseUrl, owner.token)
  for (const { door, operation } of cases.filter(({ operation: { method } }) => method === 'get'))
    await eventually(async () => (await send(doors[door] ?? '', requestFor(operation), bearer(good))) !== 401)
  const ticket = (await (
    await fetch(`${system.url}/api/v1/ws/ticket`, { method: 'POST', headers: { authorization: bearer(owner.token) } })
  ).json()) as { ticket: string }
  const tokens = { ...forgeriesOf(owner.token, jwks), ...signedByUs }
  return {
    'no token': undefined,
    'an empty header': '',
    'a scheme without a token': 'Bearer',
    'a token without a scheme': owner.token,
    'another scheme': `Basic ${Buffer.from(`${owner.email}:${owner.password}`).toString('base64')}`,
    'two tokens': `${bearer(owner.token)}, ${bearer(owner.token)}`,
    'a refresh token': bearer(owner.refreshToken),
    'a ticket for a socket': bearer(ticket.ticket),
    ...Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, bearer(token)])),
  }
}

const bearer = (token: string): string => `Bearer ${token}`
const send = async (door: string, { method, path, headers, body }: SampleRequest, authorization?: string) => {
  const all = { ...headers, ...(authorization === undefined ? {} : { authorization }) }
  const response = await fetch(door + path, { method, headers: all, ...(body === undefined ? {} : { body }) })
  await response.body?.cancel()
  return response.status
}

/** A request that would do something, were its sender somebody. */
const requestFor = (operation: Operation): SampleRequest => {
  const [request] = requestsOf(operation)
  if (!request) throw new Error(`${operation.id} has no request`)
  return { ...request, path: request.path.replace(/\/1(?=\/|$)/, `/${id}`) }
}
const doorsOf = ({ service }: Operation) => [...new Set(['gateway', service])]
const guarded = operations.filter(({ open }) => !open)
const cases = guarded.flatMap((operation) =>
  doorsOf(operation).map((door) => ({ door, name: operation.id, operation })),
)

/** Everything that a request could change. */
const everything = async () => {
  const database = new pg.Client({ connectionString: system.databaseUrl })
  await database.connect()
  const { rows } = await database.query(`
    select (select json_agg(s order by s.id) from scheduling.schedule s) as schedules,
      (select count(*) from scheduling.audit) as audit,
      (select json_agg(s order by s.id) from auth.sign_in s) as sign_ins,
      (select json_agg(a order by a.id) from auth.account a) as accounts,
      (select count(*) from auth.socket_ticket) as tickets`)
  await database.end()
  return rows[0]
}

describe.each(cases)('$name at $door', ({ door, operation }) => {
  it('opens to no wrong credential', async () => {
    const answers: [string, number][] = []
    for (const [kind, authorization] of Object.entries(bad))
      answers.push([kind, await send(doors[door] ?? '', requestFor(operation), authorization)])
    expect(answers.length).toBeGreaterThan(35)
    expect(answers).toEqual(answers.map(([kind]) => [kind, 401]))
  })
})

describe("another user's token", () => {
  const ofOneSchedule = cases.filter(({ operation }) => operation.path.startsWith('/api/v1/schedule/{id}'))

  it.each(ofOneSchedule)('is forbidden $name at $door', async ({ door, operation }) => {
    expect(await send(doors[door] ?? '', requestFor(operation), bearer(stranger.token))).toBe(403)
  })

  it.each(cases.filter(({ operation }) => operation.path.includes('/admin/')))(
    'without the rights of a superuser is forbidden $name at $door',
    async ({ door, operation }) => {
      for (const { token } of [owner, stranger])
        expect(await send(doors[door] ?? '', requestFor(operation), bearer(token))).toBe(403)
    },
  )
})

it('knows of no operation on somebody’s data that is neither tried here nor about the caller alone', () => {
  const aboutTheCaller = ['me', 'logout', 'createSchedule', 'createScheduleFromJson', 'validateLots', 'listSchedules']
  const rest = guarded.filter(({ path }) => !path.startsWith('/api/v1/schedule/{id}') && !path.includes('/admin/'))
  expect(rest.map(({ id: name }) => name).sort()).toEqual(
    [...aboutTheCaller, 'listStrategies', 'getScheduleStats', 'createSocketTicket'].sort(),
  )
})

it('after all of this nothing has changed', async () => {
  expect(await everything()).toEqual(before)
})
