import { roundUp } from '../../bound/lattice.ts'
import type { Budget } from '../../search.ts'
import type { Micros } from '../../time.ts'
import { microsPerHour } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { BlockPricer } from './block-pricer.ts'
import type { Duals, LpAnswer, Master } from './master.ts'
import { boundFromPrices, type LeastCosts, type Prices, roundPrices } from './prices.ts'
import type { Region } from './region.ts'

/** What one region's relaxation says. */
export interface Relaxation {
  /** No plan of the region is shorter; on the lattice. */
  readonly bound: Micros
  /** The bound before rounding, with the prices that give it: what enumeration starts from. */
  readonly exactBound: Micros
  readonly prices?: Prices
  readonly least?: LeastCosts
  /** The last master solution; without one the budget ended or HiGHS gave no answer. */
  readonly lp?: LpAnswer
  /** No column is missing: the LP value is the region's true relaxation. */
  readonly converged: boolean
}

export interface Generation {
  readonly model: BlockModel
  readonly master: Master
  readonly pricer: BlockPricer
  readonly budget: Budget
}

export interface Goal {
  /** A bound above this ends the work: the region holds nothing better. */
  readonly cutoff: Micros
  /** Go on after the rounded bound can no longer rise, until no column is missing. */
  readonly toTheEnd: boolean
}

const smoothing = 0.7

export const relax = (generation: Generation, region: Region, goal: Goal): Relaxation => {
  const { model, master, budget } = generation
  master.restrict(region)
  let best: Relaxation = { bound: Number.NEGATIVE_INFINITY, exactBound: Number.NEGATIVE_INFINITY, converged: false }
  let center: Duals | undefined
  let weight = 0
  while (!budget.spent()) {
    const lp = master.solve(budget.secondsLeft())
    if (!lp) return best
    const duals = center ? mix(center, lp.duals, weight) : lp.duals
    const round = priceRound(generation, region, duals)
    if (round.exactBound > best.exactBound) {
      best = { ...round, lp, converged: false }
      center = duals
    } else best = { ...best, lp }
    if (best.bound > goal.cutoff || settled(model, best, lp, goal)) return best
    const added = master.add(round.columns)
    if (added === 0 && weight === 0) return { ...best, converged: true }
    weight = added === 0 ? 0 : smoothing
  }
  return best
}

/** The true relaxation lies between the bound and the LP value: once both round to the same plan length, more columns change nothing. */
const settled = (model: BlockModel, { bound }: Relaxation, lp: LpAnswer, { toTheEnd }: Goal): boolean =>
  !toTheEnd && bound >= roundUp(model.lattice, model.base + lp.value * microsPerHour - slackForLp)

const priceRound = ({ model, pricer }: Generation, region: Region, duals: Duals) => {
  const prices = roundPrices(model, duals)
  const { columns, least } = pricer.price(prices, blocksPerRound(model))
  const exactBound = model.base + boundFromPrices(model, region, prices, least)
  return { columns, prices, least, exactBound, bound: roundUp(model.lattice, exactBound) }
}

/** LP values are good to about 1e-9; a thousandth of an hour keeps the comparison on the safe side. */
const slackForLp: Micros = microsPerHour / 1_000

const blocksPerRound = (model: BlockModel): number => Math.max(8, Math.ceil(model.groups.length / 12))

const mix = (center: Duals, duals: Duals, weight: number): Duals => ({
  lots: blend(center.lots, duals.lots, weight),
  types: blend(center.types, duals.types, weight),
  blocks: blend(center.blocks, duals.blocks, weight),
  joins: weight * (center.joins ?? 0) + (1 - weight) * (duals.joins ?? 0),
})

const blend = (a: Float64Array, b: Float64Array, weight: number): Float64Array =>
  b.map((value, at) => weight * (a[at] ?? 0) + (1 - weight) * value)
