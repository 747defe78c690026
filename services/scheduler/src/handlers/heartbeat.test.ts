import { createLogger } from '@filling/service-kit'
import { eventually } from '@filling/test-kit'
import { expect, it } from 'vitest'
import type { Claim } from '../schedule.ts'
import { incumbentCell } from '../solving/incumbent.ts'
import { heartbeat } from './heartbeat.ts'

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
  await eventually(async () => extended >= 2, { withinMs: 60_000 })
})
