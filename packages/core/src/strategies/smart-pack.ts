import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Search, Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { customersFirst } from './customers-first.ts'
import { cutIntoBlocks } from './cut.ts'
import { DueRounds, inOrderOfNeed } from './due-rounds.ts'
import { longestFirst, shortestFirst } from './in-order.ts'
import { PackRounds } from './pack-rounds.ts'

/** Up to here the search may take its time; above, a plan is wanted in a few milliseconds and chance evens out. */
const smallLots = 500

/** Above, the first packing of a list is all: what a round finds in an instant is less than one part in ten thousand. */
const mostAnnealedLots = 1000

/** Steps of one round over packings: about 5 ms up to 500 lots, less beyond. */
const packSteps = (lots: number): number => (lots <= smallLots ? 100 : Math.floor(40_000 / lots))

/** A second short round finds more than a longer first one. Where packing does not tell all, time is left for sequences. */
const packRounds = (problem: Problem): number =>
  problem.hasTargets || problem.lots.length > smallLots ? 1 : PackRounds.tellsAll(problem) ? 5 : 3

/** Steps of one levelling, a few milliseconds; there may be a dozen. */
const levelSteps = (lots: number): number => Math.ceil(lots / 10)

/** So few steps find something better only near the first packing: a large one is hardly warmed up. */
const packHeat = (lots: number) => (lots <= smallLots ? { hot: 0.1, cold: 0.003 } : { hot: 0.0003, cold: 0.0001 })

/**
 * A move over a sequence takes longer the longer the sequence is, and few lots have few sequences. Without targets the
 * packing is nearly right, and more steps find no more.
 */
const dueSteps = ({ lots: { length: lots }, hasTargets }: Problem): number => {
  const most = hasTargets ? Math.min(60 + lots, 140, 70_000 / lots) : Math.min(45, 15_000 / lots)
  return Math.floor(Math.min(2 * lots ** 2, most)) + 1
}

const packings = (problem: Problem, search: Search, candidates: Candidates): void => {
  if (!PackRounds.covers(problem)) return
  const offer = (sequence: Sequence): void =>
    candidates.offer(problem.hasTargets ? inOrderOfNeed(problem, sequence) : sequence)
  const rounds = new PackRounds(problem, search, candidates.lowerBound)
  const lots = problem.lots.length
  const small = lots <= smallLots
  const canLevel = small && !problem.hasTargets
  const levelled = canLevel ? rounds.levelled(Number.POSITIVE_INFINITY, levelSteps(lots)) : undefined
  if (levelled) offer(levelled)
  const mostRounds = levelled ? 1 : packRounds(problem)
  if (!rounds.canSearch || lots > mostAnnealedLots) offer(rounds.start)
  else
    for (let round = 0; round < mostRounds && !candidates.isDone; round++)
      offer(rounds.fresh({ steps: packSteps(lots), ...packHeat(lots) }))
}

/** Keeping an order is rarely best, but it covers what packing cannot, and takes a moment. */
const orders = (problem: Problem, candidates: Candidates): void => {
  for (const orderOf of [customersFirst, longestFirst, shortestFirst])
    candidates.offer(cutIntoBlocks(problem, orderOf(problem)))
}

/** Simple rules, packing and annealing, each for an instant; the best of them. */
export const offerSmart = (problem: Problem, search: Search, candidates: Candidates): void => {
  packings(problem, search, candidates)
  // Also when nothing can be shorter: another plan may have fewer changeovers.
  if (problem.lots.length <= smallLots || !PackRounds.covers(problem)) orders(problem, candidates)
  if (candidates.isDone) return
  if (!problem.hasTargets && PackRounds.tellsAll(problem)) return
  const rounds = new DueRounds(problem, search)
  candidates.offer(rounds.dispatch())
  candidates.offer(rounds.run(candidates.best.sequence, dueSteps(problem), problem.hasTargets ? 0 : 1))
}

/** The best plan that an instant can buy. Its steps depend on the number of lots alone, never on the clock. */
export const smartPack: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  offerSmart(problem, search, candidates)
  return candidates.solution
}
