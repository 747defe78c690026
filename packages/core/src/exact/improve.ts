import { lowerBound } from '../bound/lower-bound.ts'
import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { Dice } from '../random.ts'
import type { Budget, MilpSolver, Search } from '../search.ts'
import { sliceOf } from '../slice.ts'
import { generateColumns } from './generate.ts'
import { Incumbent } from './incumbent.ts'
import { blockModel } from './model/block-model.ts'
import { makespanOf } from './model/block-plan.ts'
import { type Part, pickPart, type Reach, replacePart } from './neighbourhood.ts'
import { bestBySubsets } from './subsets.ts'

/** Subsets decide up to this many lots faster than a master program is set up. */
const fewLots = 9
const stepsPerPart = 30
const secondsPerPart = 1

/** What the improver may use; `found` hears of every better sequence. */
export interface Improvement {
  readonly budget: Budget
  readonly milp: MilpSolver
  readonly seed: number
  readonly reach: Reach
  /** Neighbourhoods to look at; each counts as a step of the budget. */
  readonly tries: number
}

/**
 * Empties a few blocks at a time and plans their lots anew, exactly: keeps what is shorter. The lengths of the other blocks
 * do not matter, so a part's gain is the plan's gain. Same seed and steps, same sequence.
 */
export const improve = (problem: Problem, start: Sequence, task: Improvement): Sequence => {
  const dice = new Dice(task.seed)
  let sequence = start
  for (let tried = 0; tried < task.tries && sequence.length > 1 && !task.budget.spent(); tried++) {
    const part = pickPart(problem, sequence, dice, task.reach)
    const better = replan(part, task)
    if (better) sequence = replacePart(problem, sequence, part, better)
  }
  return sequence
}

const replan = ({ problem, sequence }: Part, task: Improvement): Sequence | undefined => {
  const before = makespanOf(problem, sequence)
  const bound = lowerBound(problem)
  if (bound >= before) return undefined
  if (problem.lots.length <= fewLots) {
    const best = bestBySubsets(problem)
    return best && best.makespan < before ? best.sequence : undefined
  }
  const model = blockModel(problem)
  const incumbent = new Incumbent(model, partSearch(task), sequence, bound)
  generateColumns({ model, search: partSearch(task), incumbent })
  return incumbent.makespan < before ? incumbent.sequence : undefined
}

/** Each part counts as one step of the whole, whatever it takes itself. */
const partSearch = ({ budget, milp, seed }: Improvement): Search => {
  const seconds = (left: number): number => Math.min(left, secondsPerPart)
  return {
    budget: sliceOf(budget, { steps: stepsPerPart, counted: false, seconds }),
    seed,
    milp,
    report: () => undefined,
  }
}
