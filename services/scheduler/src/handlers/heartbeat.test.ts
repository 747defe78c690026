import { createLogger } from '@filling/service-kit'
import { eventually } from '@filling/test-kit'
import { expect, it } from 'vitest'
import type { Claim } from '../schedule.ts'
import { heartbeat } from './heartbeat.ts'

const log = createLogger('test', 'silent')
const claim: Claim = {
  scheduleId: 1,
  epoch: 1,
  attempt: 1,
  job: { strategy: 'smart-pack', lane: 'fast', startTimeMs: 0, lots: '[]', config: '{}', warnings: [] },
}

it('extends the lease although the connection to the broker is closed', async () => {
  let extended = 0
  const work = {
    extend: async () => {
      extended += 1
      return true
    },
  }
  const working = () => {
    throw new Error('CONNECTION_CLOSED')
  }
  const onLost = () => expect.fail('the claim is still ours')
  using _beat = heartbeat({ work, beatMs: 1, log }, claim, { working }, { progress: () => undefined, onLost })
  await eventually(async () => extended >= 2, { withinMs: 60_000 })
})
