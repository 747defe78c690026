import type { Sequence } from '../plan.ts'
import { Dice, drawTolerance } from '../random.ts'
import type { Budget } from '../search.ts'
import type { Score } from './calendar.ts'
import { Campaigns, type Slopes } from './campaigns.ts'
import { Changes } from './changes.ts'
import type { Line } from './line.ts'
import { Moves } from './moves.ts'

/** Changes that are tried in one step of the budget. */
const movesPerStep = 1000

export interface DueCooling {
  readonly steps: number
  /** Temperatures in cleans. */
  readonly hot: number
  readonly cold: number
  /** What a weighted hour outside targets counts at the start and at the end, in hours of makespan. */
  readonly lenient: number
  readonly strict: number
  readonly slopes: Slopes
}

/** The best plan so far. */
interface Best extends Score {
  readonly lots: readonly (readonly number[])[]
}

const planOf = ({ calendar, campaigns }: Changes): Best => ({ ...calendar.kept, lots: [...campaigns.lots] })

/** One step. A function of its own, because the engine makes a loop fast for good only where it ends with its function. */
const tryMoves = (moves: Moves, changes: Changes, dice: Dice, temperature: number, before: Best): Best => {
  const { kept } = changes.calendar
  let best = before
  for (let k = 0; k < movesPerStep; k++) {
    if (!moves.tryOne(changes.height + temperature * drawTolerance(dice))) continue
    if (kept.miss < best.miss || (kept.miss === best.miss && kept.end < best.end)) best = planOf(changes)
  }
  return best
}

/** Simulated annealing over campaigns in order: fewest weighted hours outside targets first, then the earliest end. */
export const annealDue = (
  line: Line,
  start: Sequence,
  cooling: DueCooling,
  search: { readonly budget: Budget; readonly seed: number },
): Sequence => {
  const dice = new Dice(search.seed)
  const campaigns = new Campaigns(line, start, cooling.slopes)
  const changes = new Changes(campaigns)
  const moves = new Moves(changes, dice)
  let best = planOf(changes)
  for (let step = 0; step < cooling.steps && !search.budget.spent(); step++) {
    const progress = step / cooling.steps
    const temperature = line.clean * cooling.hot * (cooling.cold / cooling.hot) ** progress
    changes.price = cooling.lenient * (cooling.strict / cooling.lenient) ** progress
    best = tryMoves(moves, changes, dice, temperature, best)
  }
  return best.lots.filter((lots, at) => lots.length > 0 || at < campaigns.firstOpened)
}
