import type { Micros } from '../time.ts'
import type { BlockModel } from './block-model.ts'
import { roundUp } from './lattice.ts'

/**
 * A bound on the makespan without any search: the cheapest number of blocks B and of (block, type) incidences T that
 * the total weight, the longest run of each type and the lots per block allow. Instant for 20 000 lots.
 */
export const closedFormBound = (model: BlockModel): Micros => {
  const { opened, carried, base } = model
  const incidences = fewestIncidences(model)
  const saved = carried ? firstTypeSaving(model) : 0
  const room = carried ? Math.max(0, carried.room + saved) : 0
  const extra = carried ? 1 : 0
  const lots = incidences.reduce((sum, { lots: count }) => sum + count, 0)
  const most = Math.max(...incidences.map(({ least }) => least))
  const first = Math.max(0, most - extra, Math.ceil(lots / opened.most) - extra)
  let best = Number.POSITIVE_INFINITY
  for (let blocks = first; blocks <= lots; blocks++) {
    const setups = cheapestSetups(incidences, blocks)
    if (blocks * opened.room + room < base + setups) continue
    best = Math.min(best, blocks * opened.cost + setups)
    // A further block that costs something only ever adds; when a clean is cheaper than a changeover it may pay.
    if (opened.cost >= 0) break
  }
  // No number of blocks fits: nothing can be promised then beyond the fills themselves.
  if (!Number.isFinite(best)) return model.problem.lots.reduce((sum, lot) => sum + lot.fill, 0)
  return roundUp(model.lattice, base + best + (carried?.cost ?? 0) - saved)
}

interface Incidences {
  readonly setup: Micros
  readonly lots: number
  readonly least: number
}

/** A block with a type has room for only so much of it, and every block may be one of its blocks. */
const fewestIncidences = (model: BlockModel): Incidences[] =>
  model.types
    .map((_, type) => {
      const groups = model.groups.filter((group) => group.type === type)
      const weight = groups.reduce((sum, group) => sum + group.weight * group.lots.length, 0)
      const lots = groups.reduce((sum, group) => sum + group.lots.length, 0)
      const setup = model.opened.setup[type] ?? 0
      const least = Math.max(Math.ceil(weight / (model.opened.room - setup)), Math.ceil(lots / model.opened.most))
      return { setup, lots, least: Math.max(1, least) }
    })
    .sort((a, b) => a.setup - b.setup)

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

/** The type that the line carries in needs no set-up in the first block. */
const firstTypeSaving = ({ opened, carried }: BlockModel): Micros =>
  Math.max(0, ...opened.setup.map((setup, type) => setup - (carried?.setup[type] ?? setup)))
