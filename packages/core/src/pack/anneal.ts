import { Kin } from '../kin.ts'
import { Dice, toleranceOf } from '../random.ts'
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

/** One throw decides what kind of move it is; the numbers say which of its bits. */
const anyPartner = (bits: number): boolean => (bits & 1) === 0
const isShift = (bits: number): boolean => ((bits >>> 1) & 255) < 102
const anyBlock = (bits: number): boolean => ((bits >>> 9) & 63) === 0

/**
 * Half of the partners are of the same type: those moves never cost a changeover. Two of five moves shift a lot, one in 64
 * of them to any block, which may be empty: moves between lots alone would never fill it again.
 */
const move = (state: PackState, dice: Dice, kin: Kin, temperature: number): boolean => {
  const { size } = state.model
  const bits = dice.bits()
  const lot = dice.below(size)
  const partner = anyPartner(bits) ? dice.below(size) : kin.of(dice, lot)
  const shift = isShift(bits)
  const to = shift && anyBlock(bits) ? dice.below(state.blocks) : (state.blockOf[partner] as number)
  if (state.blockOf[lot] === to) return false
  const tolerance = temperature * toleranceOf(bits >>> 15)
  return shift ? tryShift(state, lot, to, tolerance) : trySwap(state, lot, partner, tolerance)
}

/** The best packing so far. */
interface Best {
  readonly blockOf: Int32Array
  cost: Micros
}

/** One step. A function of its own, because the engine makes a loop fast for good only where it ends with its function. */
const tryMoves = (state: PackState, dice: Dice, kin: Kin, temperature: number, best: Best): void => {
  for (let k = 0; k < movesPerStep; k++) {
    if (!move(state, dice, kin, temperature) || state.cost >= best.cost) continue
    best.cost = state.cost
    best.blockOf.set(state.blockOf)
  }
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
  const best = { blockOf: Int32Array.from(state.blockOf), cost: state.cost }
  for (let step = 0; step < cooling.steps && best.cost > search.enough && !search.budget.spent(); step++) {
    const temperature = model.clean * cooling.hot * (cooling.cold / cooling.hot) ** (step / cooling.steps)
    tryMoves(state, dice, kin, temperature, best)
  }
  return { blockOf: best.blockOf, blocks: state.blocks }
}
