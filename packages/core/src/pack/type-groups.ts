import { cheapestPartitions, partsOf } from '../partition.ts'
import type { Dice } from '../random.ts'
import type { Micros } from '../time.ts'
import type { PackModel } from './model.ts'

/** More types than this have too many ways to be grouped: 3^12 of them take some milliseconds. */
const mostTypes = 12

/** Types whose lots share so many blocks, one type poured after the other. */
export interface TypeGroup {
  readonly types: readonly number[]
  readonly blocks: number
}

/** Set-ups of a block's first type and of every further one; only two-value rules have them. */
export interface TwoSetups {
  readonly first: Micros
  readonly further: Micros
}

export const twoSetupsOf = ({ setups }: PackModel): TwoSetups => {
  const first = setups.of(false, 1)
  return { first, further: setups.of(false, 2) - first }
}

/** What preferences between groupings of equal cost count, in cleans, and how far chance has a say in them. */
const nuance = 1e-4
const chance = 0.03

/** Per set of types: how many blocks its lots fill when they are poured, and what that costs. */
interface Sets {
  readonly blocks: Int32Array
  readonly cost: Float64Array
}

interface Amount {
  readonly lots: number
  readonly weight: Micros
}

/**
 * Poured types make `blocks + types − 1` pairs of block and type. Between equal costs a roomy group is easier to fill with
 * real lots; chance lets another attempt look at another grouping.
 */
const setsOf = (model: PackModel, amounts: readonly Amount[], wasteShare: number, dice: Dice): Sets => {
  const { first, further } = twoSetupsOf(model)
  const whole = model.room - first
  const sets = { blocks: new Int32Array(1 << amounts.length), cost: new Float64Array(1 << amounts.length) }
  for (let set = 1; set < sets.cost.length; set++) {
    let weight = 0
    let lots = 0
    let steps = -further
    for (const [at, amount] of amounts.entries()) {
      if (!(set & (1 << at))) continue
      weight += amount.weight
      lots += amount.lots
      steps += further
    }
    const waste = (wasteShare * weight) / lots
    const blocks = Math.max(1, Math.ceil((weight + steps - waste) / (whole - waste)))
    const spare = 1 - (weight + steps) / (blocks * whole)
    const liking = nuance * model.clean * (spare + (chance * dice.below(100)) / 100)
    sets.blocks[set] = blocks
    sets.cost[set] = blocks * (model.clean + first) + steps - liking
  }
  return sets
}

/** Groups of types, and Σ over their blocks (clean + set-ups). */
export interface Grouping {
  readonly groups: readonly TypeGroup[]
  readonly cost: Micros
}

/**
 * Which types share blocks, if lots could be poured and left so much of a mean lot empty in each block. Exact for that
 * picture; undefined where it says nothing.
 */
export const groupTypes = (model: PackModel, wasteShare: number, dice: Dice): Grouping | undefined => {
  const types = [...model.lotsOfType.keys()].filter((type) => (model.lotsOfType[type]?.length ?? 0) > 0)
  if (!model.problem.rules.twoValue || types.length > mostTypes) return undefined
  const amounts = types.map((type) => {
    const lots = model.lotsOfType[type] as readonly number[]
    return { lots: lots.length, weight: lots.reduce((sum, lot) => sum + (model.weights[lot] as Micros), 0) }
  })
  const sets = setsOf(model, amounts, wasteShare, dice)
  const groups = partsOf(cheapestPartitions(sets.cost), sets.cost.length - 1).map((set) => ({
    types: types.filter((_, at) => set & (1 << at)),
    blocks: sets.blocks[set] as number,
  }))
  const { first, further } = twoSetupsOf(model)
  const costOf = ({ types: members, blocks }: TypeGroup) =>
    blocks * (model.clean + first) + further * (members.length - 1)
  return { groups, cost: groups.reduce((sum, group) => sum + costOf(group), 0) }
}
