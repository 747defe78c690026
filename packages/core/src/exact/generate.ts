import type { Sequence } from '../plan.ts'
import type { Search } from '../search.ts'
import type { BlockPricer } from './columns/block-pricer.ts'
import { singleLots } from './columns/column.ts'
import { guarded, modelHost } from './columns/linear-program.ts'
import { Master } from './columns/master.ts'
import { SetPricer } from './columns/set-pricing.ts'
import { SetupPricer } from './columns/setup-pricing.ts'
import type { Incumbent } from './incumbent.ts'
import type { BlockModel } from './model/block-model.ts'
import { mostTypesInSets } from './model/type-sets.ts'
import { searchSets } from './sets/set-search.ts'
import { searchTree } from './tree/tree.ts'
import type { RootPrices } from './tree/tree-search.ts'

/** Which plans of a model to look for, how far, and what to do with those that are found. */
export interface ColumnTask {
  readonly model: BlockModel
  readonly search: Search
  /** Where plans and bounds are left. */
  readonly incumbent: Incumbent
  /** Plans with fewer joins are not looked for, see `Region`. */
  readonly joins?: number
  /** Starts from a plan and offers what it makes of it. */
  polish?(sequence: Sequence): void
}

/** Column generation and branching on one problem, to the end. */
export const generateColumns = (task: ColumnTask): void => {
  const nodes = generateByNodes(task)
  while (!nodes.next().done);
}

/** The same, node by node. */
export function* generateByNodes(task: ColumnTask): Generator<RootPrices | undefined> {
  const { model, search, incumbent, joins = 0, polish = () => undefined } = task
  const host = modelHost(search.milp)
  const master = host && guarded(() => new Master(model, host))
  if (!host || !master) {
    polish(incumbent.sequence)
    return
  }
  const { budget, seed } = search
  try {
    master.add(singleLots(model))
    const pricer = pricerFor(model, () => budget.secondsLeft() <= 0)
    const tree = { model, master, pricer, budget, host, incumbent, seed, joins, polish }
    const sets = pricer instanceof SetPricer ? searchSets(tree, pricer) : undefined
    yield* inTurn(searchTree(tree), sets, incumbent)
  } finally {
    master.dispose()
  }
}

/** The tree from node to node, and between its nodes the search by sets of types for as long as it gains something. */
function* inTurn<T>(tree: Generator<T>, sets: Generator<void> | undefined, incumbent: Incumbent): Generator<T> {
  let done = sets === undefined
  let patience = mostInVain
  for (const node of tree) {
    yield node
    let inVain = 0
    for (let gap = incumbent.makespan - incumbent.bound; !done && inVain < patience; ) {
      done = sets?.next().done ?? true
      const left = incumbent.makespan - incumbent.bound
      inVain = left < gap ? 0 : inVain + 1
      patience = left < gap ? mostInVain : patience
      gap = left
    }
    patience = Math.max(1, patience / 2)
  }
  while (!done) done = sets?.next().done ?? true
}

/** Turns of the search by sets that may bring nothing before the tree goes on; fewer, if there was nothing before. */
const mostInVain = 6

const pricerFor = (model: BlockModel, stop: () => boolean): BlockPricer =>
  model.exact || model.types.length > mostTypesInSets ? new SetupPricer(model, stop) : new SetPricer(model, stop)
