import { createLogger } from '@filling/service-kit'
import { eventually } from '@filling/test-kit'
import { expect, it } from 'vitest'
import type { Claim } from '../schedule.ts'
import { incumbentCell, incumbentWriter, readIncumbent } from '../solving/incumbent.ts'
import { heartbeat, type Interruption } from './heartbeat.ts'

const log = createLogger('test', 'silent')
const claim: Claim = {
  scheduleId: 1,
  epoch: 1,
  attempt: 1,
  stopRequested: false,
  job: { strategy: 'smart-pack', lane: 'fast', startTimeMs: 0, lots: '[]', lotsCount: 1, config: '{}', warnings: [] },
}

it('extends the lease although the connection to the broker is closed', async () => {
  let extended = 0
  const work = {
    extend: async () => {
      extended += 1
      return 'held' as const
    },
  }
  const working = () => {
    throw new Error('CONNECTION_CLOSED')
  }
  const onInterrupted = () => expect.fail('the claim is still ours')
  const watched = { progress: () => undefined, incumbent: incumbentCell(1), onInterrupted }
  using _beat = heartbeat({ work, beatMs: 1, log }, claim, { working }, watched)
  await eventually(async () => extended >= 2)
})

it('stores a plan when it is new, and again when the database did not take it', async () => {
  const incumbent = incumbentCell(1)
  const write = incumbentWriter(incumbent)
  const stored: (number | undefined)[] = []
  let refusals = 1
  const work = {
    extend: async (_claim: Claim, known: { readonly incumbent: Uint8Array | undefined }) => {
      stored.push(known.incumbent && readIncumbent(known.incumbent)?.steps)
      if (known.incumbent && refusals-- > 0) throw new Error('the database is away')
      return 'held' as const
    },
  }
  const watched = { progress: () => undefined, incumbent, onInterrupted: () => expect.fail('nothing has happened') }
  using beat = heartbeat({ work, beatMs: 3_600_000, log }, claim, { working: () => undefined }, watched)
  const beats = async (count: number) => {
    const wanted = stored.length + count
    for (let i = 0; i < count; i += 1) {
      beat.soon()
      await eventually(() => stored.length >= wanted - count + i + 1)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await beats(1)
  write({ lowerBound: 1, steps: 1, sequence: [[0]] })
  await beats(3)
  write({ lowerBound: 1, steps: 2, sequence: [[0]] })
  await beats(2)
  expect(stored).toEqual([undefined, 1, 1, undefined, 2, undefined])
})

it.each(['lost', 'stop'] as const)('tells at once that the row says %s', async (standing) => {
  const told: Interruption[] = []
  const work = { extend: async () => standing }
  const watched = {
    progress: () => undefined,
    incumbent: incumbentCell(1),
    onInterrupted: (why: Interruption) => told.push(why),
  }
  using beat = heartbeat({ work, beatMs: 3_600_000, log }, claim, { working: () => undefined }, watched)
  beat.soon()
  await eventually(() => told.length > 0)
  expect(told).toEqual([standing])
})
