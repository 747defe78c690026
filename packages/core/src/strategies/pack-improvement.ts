import { improve } from '../exact/improve.ts'
import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import type { Candidates } from './candidates.ts'
import { PackRounds } from './pack-rounds.ts'
import { allRounds, longerRounds, type RoundSpan } from './round-lengths.ts'

/** More lots than this never cool down again from hot, so those plans are only warmed up. */
const mostLotsFromStart = 1000

/** Parts of a plan that are decided exactly in a moment, and how many are looked at after each round. */
const reach = { blocks: 4, lots: 20 }
const partsOf = (problem: Problem, round: number): number =>
  (problem.rules.twoValue ? 200 : 5) * Math.ceil((round + 1) / 3)

/** Steps of one levelling: some hundred moves for each lot, and more as rounds go on. */
const levelSteps = ({ lots }: Problem, round: number): number => Math.ceil((lots.length / 3) * (1 + round / 2))

/** True when nothing can be better then. */
const offerLevelled = (rounds: PackRounds, problem: Problem, candidates: Candidates, round: number): boolean => {
  const levelled = rounds.levelled(candidates.best.makespan, levelSteps(problem, round))
  if (levelled) candidates.offer(levelled)
  return candidates.isDone
}

const polish = (problem: Problem, search: Search, sequence: Sequence, round: number): Sequence => {
  const { budget, milp, seed } = search
  return improve(problem, sequence, { budget, milp, seed: seed + round, reach, tries: partsOf(problem, round) })
}

/**
 * Improves a plan without targets until the budget is spent or nothing can be better: rounds of annealing find the way
 * out of dead ends, and planning a few blocks anew, exactly, cleans up after each.
 */
export const improvePacking = (
  problem: Problem,
  search: Search,
  candidates: Candidates,
  { from, to }: RoundSpan = allRounds,
): void => {
  if (!PackRounds.covers(problem) || candidates.isDone || search.budget.spent()) return
  const rounds = new PackRounds(problem, { ...search, seed: search.seed + from }, candidates.lowerBound)
  const large = problem.lots.length > mostLotsFromStart
  const goesOn = () => !search.budget.spent() && !candidates.isDone
  for (let round = from; rounds.canSearch && round < to && goesOn(); round++) {
    if (offerLevelled(rounds, problem, candidates, round)) return
    const steps = longerRounds(round)
    const found =
      !large && round % 3 !== 2
        ? rounds.fresh({ steps, hot: 0.1, cold: 0.003 })
        : rounds.from(candidates.best.sequence, { steps, hot: 0.03, cold: 0.003 })
    candidates.offer(found)
    if (!candidates.isDone)
      candidates.offer(polish(problem, search, round === 0 ? candidates.best.sequence : found, round))
  }
}
