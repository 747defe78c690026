import { expect, it } from 'vitest'
import type { Job } from '../schedule.ts'
import { solverThreads } from './solver-threads.ts'

const entry = new URL('test-stubborn-thread.ts', import.meta.url)
const job: Job = {
  ...{ strategy: 'smart-pack', lane: 'fast', startTimeMs: 0, lotsCount: 1, config: '{}', warnings: [] },
  lots: '[{"lot_id":"A","lot_type":"T","vials":1,"fill_hours":1}]',
}

it('close within their time although a thread does not end', async () => {
  const threads = solverThreads({ slots: 1, heapMb: 64, entry })
  const solving = threads.solve(job, new AbortController().signal).then(
    () => expect.fail('was not ended'),
    () => 'ended',
  )
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const began = performance.now()
  await threads.close()
  expect(performance.now() - began).toBeLessThan(20_000)
  expect(await solving).toBe('ended')
})
