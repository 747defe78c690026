import type { MilpSolver } from '@filling/core'
import highs from 'highs'
import type { Job, Solved } from '../schedule.ts'
import { solveJob } from '../solving/solve-job.ts'

/** The package's types describe its CommonJS build and say less than it answers; core names the part that is used. */
const loadHighs = highs as unknown as () => Promise<MilpSolver>

const nowMs = () => performance.now()
let milp: MilpSolver | undefined = await loadHighs()

/** Entry of a solver thread. A fault inside HiGHS leaves its memory undefined, so the next job gets a new one. */
export const solve = async (job: Job): Promise<Solved> => {
  milp ??= await loadHighs()
  try {
    return solveJob(job, { milp, nowMs })
  } catch (error) {
    milp = undefined
    throw error
  }
}

/** Compiles what every job runs through, before somebody waits for it. */
const warmUp: Job = {
  strategy: 'smart-pack',
  lane: 'fast',
  startTimeMs: 0,
  lots: '[{"lot_id":"1","lot_type":"A","vials":1,"fill_hours":1},{"lot_id":"2","lot_type":"B","vials":1,"fill_hours":1}]',
  lotsCount: 2,
  config: '{}',
  warnings: [],
}
await solve(warmUp)
