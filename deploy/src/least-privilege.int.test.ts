import { readFile } from 'node:fs/promises'
import { schedulerClient } from '@filling/client'
import { type DatabaseRole, query } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifestsOf } from './k8s/manifests.ts'
import { type GrantedSystem, grantedSystem } from './system.ts'

let system: GrantedSystem
beforeAll(async () => {
  system = await grantedSystem()
})
afterAll(() => system.close())

const csv = await readFile(new URL('../../examples/lots.csv', import.meta.url), 'utf8')

it('the system plans, shows, exports and deletes with the rights that it is given', async () => {
  const client = schedulerClient(system.url)
  const planner = { email: 'planner@example.com', password: 'correct horse battery' }
  await client.register(planner)
  await client.login(planner)
  for (const strategy of ['lpt-pack', 'milp-opt']) {
    const { id } = await client.createScheduleFromCsv(csv, { strategy })
    const done = await client.waitForCompletion(id)
    expect(done.result.lots_scheduled).toBe(15)
    expect(await client.exportCsv(id)).toMatch(/^Start,End/)
  }
  const { id } = await client.createScheduleFromCsv(csv, { strategy: 'milp-opt' })
  await client.deleteSchedule(id)
  // What is refused is mostly a hint, whose loss would only make the system slower.
  expect(await system.broker.violations()).toEqual([])
})

const may = (role: DatabaseRole, sql: string) => query(system.database.urlOf(role), sql)

describe('the database refuses', () => {
  it.each([
    ['filling_scheduler', 'select password_hash from auth.account'],
    ['filling_reader', 'select private_key from auth.signing_key'],
    ['filling_auth', 'select result from scheduling.schedule'],
    ['filling_auth', 'create table auth.other (id int)'],
    ['filling_scheduler', 'drop table scheduling.schedule'],
    ['filling_scheduler', 'truncate scheduling.schedule'],
    ['filling_scheduler', 'create table public.other (id int)'],
    ['filling_scheduler', 'create schema other'],
    ['filling_reader', 'delete from scheduling.schedule'],
  ] as const)('%s: %s', async (role, sql) => {
    await expect(may(role, sql)).rejects.toThrow(/permission denied|must be owner|read-only/)
  })
})

it('the scheduler may delete what it has kept for long enough', async () => {
  await may(
    'filling_scheduler',
    `insert into scheduling.dead_letter (kind, reason, subject) values ('message', 'x', 'y')`,
  )
  expect(await may('filling_scheduler', 'delete from scheduling.dead_letter returning kind')).toEqual([
    { kind: 'message' },
  ])
  expect(await may('filling_scheduler', 'delete from scheduling.audit returning action')).toContainEqual({
    action: 'deleted',
  })
})

it('the autoscaler and other readers see the rows of all owners', async () => {
  expect(await may('filling_reader', 'select status from scheduling.schedule')).toHaveLength(2)
  expect(await may('filling_reader', autoscalerQuery())).toEqual([{ count: '0' }])
})

it('the autoscaler does not look at what is planned, however much that is', async () => {
  const indexed = `${system.database.urlOf('filling_reader')}?options=-c%20enable_seqscan%3Doff`
  const plan = JSON.stringify(await query(indexed, `explain ${autoscalerQuery()}`))
  expect(plan).toMatch(/schedule_waiting.*schedule_in_flight/)
  expect(plan).not.toContain('schedule_by_owner')
})

const autoscalerQuery = (): string => {
  const scaled = manifestsOf('k8s/components/autoscaling-keda').find(({ kind }) => kind === 'ScaledObject')
  const [first] = (scaled as unknown as Scaled).spec.triggers
  expect(first?.type).toBe('postgresql')
  return first?.metadata.query ?? ''
}

interface Scaled {
  readonly spec: {
    readonly triggers: readonly { readonly type: string; readonly metadata: { readonly query: string } }[]
  }
}
