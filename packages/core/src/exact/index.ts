import { lowerBound } from '../bound/lower-bound.ts'
import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { Dice } from '../random.ts'
import type { Search } from '../search.ts'
import type { Micros } from '../time.ts'
import { generateByNodes, generateColumns } from './generate.ts'
import { improve } from './improve.ts'
import { Incumbent } from './incumbent.ts'
import { type BlockModel, blockModel } from './model/block-model.ts'
import { makespanOf, orderBlock } from './model/block-plan.ts'
import { nextFit } from './next-fit.ts'
import { Repacker } from './repack.ts'
import { bestBySubsets } from './subsets.ts'
import { cheapestDivision } from './types/divided-types.ts'
import { Divisions, type TypePart } from './types/dividing.ts'
import { JoinedTypes, mayDivide } from './types/joined-types.ts'

export { mostDividedTypes } from './types/joined-types.ts'

/** The best sequence found and a bound that no plan undercuts; equal values prove it. Targets are not looked at here. */
export interface ExactAnswer {
  readonly sequence: Sequence
  readonly makespan: Micros
  readonly lowerBound: Micros
}

/** Shortest makespan with a proof, as far as the budget reaches. */
export const exactSearch = (problem: Problem, search: Search): ExactAnswer => {
  const model = blockModel(problem)
  const small = problem.lots.length <= subsetLimit(model) ? bestBySubsets(problem) : undefined
  const incumbent = new Incumbent(
    model,
    search,
    small?.sequence ?? startFrom(problem, search),
    small?.makespan ?? lowerBound(problem),
  )
  if (!incumbent.proved) searchLarger(model, search, incumbent)
  return { sequence: incumbent.sequence, makespan: incumbent.makespan, lowerBound: incumbent.bound }
}

/** A bound that sees what types cost that share blocks, in no time for lists of some hundred lots; 0 says nothing. */
export const divisionBound = (problem: Problem): Micros =>
  problem.rules.twoValue && problem.lots.length <= mostLots ? boundOf(blockModel(problem)) : 0

const boundOf = (model: BlockModel): Micros =>
  mayDivide(model) ? cheapestDivision(new JoinedTypes(model).bounds()).value : 0

/** More take a tenth of a second and longer. */
const mostLots = 600

/** First what sets of types say by themselves, then the search. */
const searchLarger = (model: BlockModel, search: Search, incumbent: Incumbent): void => {
  const divisions = mayDivide(model) ? new Divisions({ model, search, incumbent, searchPart }) : undefined
  divisions?.lookOnly()
  if (!incumbent.proved) divisions?.sweep()
  if (!incumbent.proved) searchNodes(model, search, incumbent, divisions)
}

/** The whole problem node by node, and where types may be planned apart, sets of them too: whoever took fewer steps goes on. */
const searchNodes = (
  model: BlockModel,
  search: Search,
  incumbent: Incumbent,
  divisions: Divisions | undefined,
): void => {
  const { budget } = search
  const begun = budget.steps
  const nodes = generateByNodes({ model, search, incumbent, polish: polisher(model, search, incumbent) })
  const root = nodes.next().value ?? undefined
  const sets = divisions?.search(root)
  const open = { nodes: true, sets: sets !== undefined }
  // The more lots, the more the root's roundings gain, and the longer a set takes.
  const steps = { nodes: budget.steps - begun, sets: model.problem.lots.length }
  try {
    while ((open.nodes || open.sets) && !incumbent.proved && !budget.spent()) {
      const turn = open.sets && (!open.nodes || steps.sets < steps.nodes) ? 'sets' : 'nodes'
      const before = budget.steps
      open[turn] = !((turn === 'sets' ? sets : nodes)?.next().done ?? true)
      steps[turn] += budget.steps - before
    }
  } finally {
    nodes.return(undefined)
  }
}

const searchPart = ({ problem, sequence, bound, limit, joins }: TypePart, search: Search): Micros => {
  const model = blockModel(problem)
  const small = problem.lots.length <= subsetLimit(model) ? bestBySubsets(problem) : undefined
  const incumbent = new Incumbent(model, search, small?.sequence ?? sequence, small?.makespan ?? bound, limit)
  const polish = polisher(model, search, incumbent)
  if (!incumbent.proved) generateColumns({ model, search, incumbent, joins, polish })
  return incumbent.bound
}

/** Subsets look at 3^n pairs, half a second for 16 lots; column generation is faster from 13 on where its model is the true one. */
const subsetLimit = ({ exact }: BlockModel): number => (exact ? 12 : 16)

/** Parts this large are usually decided in a few hundredths of a second. */
const reach = { blocks: 6, lots: 28 }
const movesPerLot = 10
const mostMoves = 20_000
const tries = 4

/** Quick repacking, then a few exact parts where the problem is larger than one. */
const polisher = (model: BlockModel, { budget, milp, seed }: Search, incumbent: Incumbent) => {
  const { problem } = model
  const repacker = new Repacker(model, new Dice(seed))
  const moves = Math.min(problem.lots.length * movesPerLot, mostMoves)
  let turns = 0
  return (start: Sequence): void => {
    turns++
    incumbent.offer(repacker.run(start, moves, budget))
    if (incumbent.proved || problem.lots.length < reach.lots * 1.5) return
    incumbent.offer(improve(problem, incumbent.sequence, { budget, milp, seed: seed + turns, reach, tries }))
  }
}

/** The plan that was handed in, its blocks in their cheapest order, or one made at once when that is shorter. */
const startFrom = (problem: Problem, { warmStart }: Search): Sequence => {
  const packed = nextFit(problem)
  const given = warmStart?.sequence.map(
    (block, at) => orderBlock(problem, block, problem.initial !== undefined && at === 0)?.lots ?? block,
  )
  return given && makespanOf(problem, given) < makespanOf(problem, packed) ? given : packed
}
