import type { Sequence } from '../plan.ts'
import type { Search } from '../search.ts'
import type { BlockModel } from './block-model.ts'
import type { BlockPricer } from './block-pricer.ts'
import { makeColumn } from './column.ts'
import type { Incumbent } from './incumbent.ts'
import { guarded, modelHost } from './linear-program.ts'
import { Master } from './master.ts'
import { SetPricer } from './set-pricing.ts'
import { SetupPricer } from './setup-pricing.ts'
import { searchTree } from './tree.ts'
import { mostTypesInSets } from './type-sets.ts'

/**
 * Column generation and branching on one problem; leaves what it finds in the incumbent. `polish` starts from a plan and
 * offers what it makes of it.
 */
export const generateColumns = (
  model: BlockModel,
  { budget, milp, seed }: Search,
  incumbent: Incumbent,
  polish: (sequence: Sequence) => void = () => undefined,
): void => {
  const host = modelHost(milp)
  const master = host && guarded(() => new Master(model, host))
  if (!host || !master) {
    polish(incumbent.sequence)
    return
  }
  try {
    master.add(model.groups.flatMap((_, group) => makeColumn(model, model.opened, [group], [1]) ?? []))
    searchTree({ model, master, pricer: pricerFor(model), budget, host, incumbent, seed, polish })
  } finally {
    master.dispose()
  }
}

const pricerFor = (model: BlockModel): BlockPricer =>
  model.exact || model.types.length > mostTypesInSets ? new SetupPricer(model) : new SetPricer(model)
