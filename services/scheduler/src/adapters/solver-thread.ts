import type { MilpSolver } from '@filling/core'
import highs from 'highs'
import type { Job, Solved } from '../schedule.ts'
import { solveJob } from '../solving/solve-job.ts'

/** The package's types describe its CommonJS build and say less than it answers; core names the part that is used. */
const loadHighs = highs as unknown as () => Promise<MilpSolver>

let milp: Promise<MilpSolver> | undefined

/** Entry of a solver thread. A fault inside HiGHS leaves its memory undefined, so the next job gets a new one. */
export const solve = async (job: Job): Promise<Solved> => {
  milp ??= loadHighs()
  try {
    return solveJob(job, { milp: await milp, nowMs: () => performance.now() })
  } catch (error) {
    milp = undefined
    throw error
  }
}
