import { Kin } from '../kin.ts'
import { Dice, drawTolerance } from '../random.ts'
import type { Budget } from '../search.ts'
import type { Micros } from '../time.ts'
import type { Packing, PackModel } from './model.ts'
import { tryShift, trySwap } from './moves.ts'
import { PackState, type Slopes } from './pack-state.ts'

/** Moves that are tried in one step of the budget. */
const movesPerStep = 1000

export interface Cooling {
  readonly steps: number
  /** Temperatures in cleans: what a move may cost at the start and at the end. */
  readonly hot: number
  readonly cold: number
  readonly slopes: Slopes
}

/** Half of the partners are of the same type: those moves never cost a changeover. */
const drawPartner = (dice: Dice, size: number, kin: Kin, lot: number): number =>
  dice.bits() & 1 ? dice.below(size) : kin.of(dice, lot)

/** One time in 64 the target is any block, which may be empty: moves between lots alone would never fill it again. */
const drawBlock = (dice: Dice, state: PackState, partner: number): number =>
  (dice.bits() & 63) === 0 ? dice.below(state.blocks) : (state.blockOf[partner] as number)

const move = (state: PackState, dice: Dice, kin: Kin, temperature: number): boolean => {
  const lot = dice.below(state.model.size)
  const partner = drawPartner(dice, state.model.size, kin, lot)
  const shift = dice.below(5) < 2
  const from = state.blockOf[lot] as number
  const to = shift ? drawBlock(dice, state, partner) : (state.blockOf[partner] as number)
  if (from === to) return false
  const tolerance = temperature * drawTolerance(dice)
  return shift ? tryShift(state, lot, to, tolerance) : trySwap(state, lot, partner, tolerance)
}

/**
 * Simulated annealing over packings. Stops when the budget is spent, when the cooling is over, or when the cost reaches
 * `enough`, below which no packing can be.
 */
export const anneal = (
  model: PackModel,
  start: Packing,
  cooling: Cooling,
  search: { readonly budget: Budget; readonly seed: number; readonly enough: Micros },
): Packing => {
  const state = new PackState(model, start, cooling.slopes)
  const dice = new Dice(search.seed)
  const kin = new Kin(model.typeOf, model.typeCount)
  const best = Int32Array.from(state.blockOf)
  let bestCost = state.cost
  for (let step = 0; step < cooling.steps && bestCost > search.enough && !search.budget.spent(); step++) {
    const temperature = model.clean * cooling.hot * (cooling.cold / cooling.hot) ** (step / cooling.steps)
    for (let k = 0; k < movesPerStep; k++) {
      if (!move(state, dice, kin, temperature) || state.cost >= bestCost) continue
      bestCost = state.cost
      best.set(state.blockOf)
    }
  }
  return { blockOf: best, blocks: state.blocks }
}
