import type { Micros } from '../time.ts'
import type { BlockModel } from './block-model.ts'
import { carriedParts, fewestIncidences, type Incidences } from './incidences.ts'
import { roundUp } from './lattice.ts'

/**
 * A bound on the makespan without any search: the cheapest number of blocks B and of (block, type) incidences T that
 * the total weight, the longest run of each type and the lots per block allow. Instant for 20 000 lots.
 */
export const closedFormBound = (model: BlockModel): Micros => {
  const { opened, base } = model
  const incidences = fewestIncidences(model).sort((a, b) => a.setup - b.setup)
  const first = carriedParts(model)
  const lots = incidences.reduce((sum, { lots: count }) => sum + count, 0)
  const most = Math.max(...incidences.map(({ least }) => least))
  const fewest = Math.max(0, most - first.blocks, Math.ceil(lots / opened.most) - first.blocks)
  let best = Number.POSITIVE_INFINITY
  for (let blocks = fewest; blocks <= lots; blocks++) {
    const setups = cheapestSetups(incidences, blocks)
    if (blocks * opened.room + first.room < base + setups) continue
    best = Math.min(best, blocks * opened.cost + setups)
    // A further block that costs something only ever adds; when a clean is cheaper than a changeover it may pay.
    if (opened.cost >= 0) break
  }
  // No number of blocks fits: nothing can be promised then beyond the fills themselves.
  if (!Number.isFinite(best)) return model.problem.lots.reduce((sum, lot) => sum + lot.fill, 0)
  return roundUp(model.lattice, base + best + first.cost)
}

/** Every block has a type, so B blocks have at least B incidences: the cheapest types give the missing ones. */
const cheapestSetups = (incidences: readonly Incidences[], blocks: number): Micros => {
  let missing = blocks - incidences.reduce((sum, { least }) => sum + least, 0)
  let cost = 0
  for (const { setup, lots, least } of incidences) {
    const more = Math.max(0, Math.min(missing, lots - least))
    missing -= more
    cost += setup * (least + more)
  }
  return cost
}
