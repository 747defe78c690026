import { describe, expect, it } from 'vitest'
import type { Job } from '../schedule.ts'
import { solveJob } from './solve-job.ts'

const milp = { solve: () => expect.fail('no proof is asked for') }
const tools = { milp, nowMs: () => performance.now() }
const job: Job = {
  strategy: 'smart-pack',
  lane: 'fast',
  startTimeMs: Date.parse('2026-03-02T08:00:00Z'),
  lots: '[{"lot_id":"A","lot_type":"T","vials":1,"fill_hours":1}]',
  lotsCount: 1,
  config: '{}',
  warnings: [],
}

describe('a job whose stored input the rules no longer accept', () => {
  it.each([
    ['lots', { lots: '[{"lot_id":"A","lot_type":"T","vials":-1,"fill_hours":1}]' }, 'vials'],
    ['config', { config: '{"clean_hours":-1}' }, 'clean_hours'],
    ['a lot longer than the window', { lots: '[{"lot_id":"A","lot_type":"T","vials":1,"fill_hours":121}]' }, '121'],
  ])('fails at once and says why: %s', (_what, changes, text) => {
    expect(solveJob(job, tools)).toMatchObject({ kind: 'planned' })
    expect(solveJob({ ...job, ...changes }, tools)).toMatchObject({
      kind: 'failed',
      failure: { code: 'solver.input_refused', message: expect.stringContaining(text) },
    })
  })
})
