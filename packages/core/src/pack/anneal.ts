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

/** Lots grouped by type, so that a partner of the same type is found at once. */
class Partners {
  readonly #lots: Int32Array
  readonly #first: Int32Array
  readonly #model: PackModel

  constructor(model: PackModel) {
    this.#model = model
    this.#lots = Int32Array.from({ length: model.size }, (_, lot) => lot).sort(
      (a, b) => (model.typeOf[a] as number) - (model.typeOf[b] as number) || a - b,
    )
    this.#first = new Int32Array(model.typeCount + 1)
    for (const type of model.typeOf) this.#first[type + 1] = (this.#first[type + 1] as number) + 1
    for (let type = 0; type < model.typeCount; type++)
      this.#first[type + 1] = (this.#first[type + 1] as number) + (this.#first[type] as number)
  }

  /** Half of the partners are of the same type: those moves never cost a changeover. */
  draw(dice: Dice, lot: number): number {
    if (dice.bits() & 1) return dice.below(this.#model.size)
    const type = this.#model.typeOf[lot] as number
    const first = this.#first[type] as number
    return this.#lots[first + dice.below((this.#first[type + 1] as number) - first)] as number
  }
}

/** One time in 64 the target is any block, which may be empty: moves between lots alone would never fill it again. */
const drawBlock = (dice: Dice, state: PackState, partner: number): number =>
  (dice.bits() & 63) === 0 ? dice.below(state.blocks) : (state.blockOf[partner] as number)

const move = (state: PackState, dice: Dice, partners: Partners, temperature: number): boolean => {
  const lot = dice.below(state.model.size)
  const partner = partners.draw(dice, lot)
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
  const partners = new Partners(model)
  const best = Int32Array.from(state.blockOf)
  let bestCost = state.cost
  for (let step = 0; step < cooling.steps && bestCost > search.enough && !search.budget.spent(); step++) {
    const temperature = model.clean * cooling.hot * (cooling.cold / cooling.hot) ** (step / cooling.steps)
    for (let k = 0; k < movesPerStep; k++) {
      if (!move(state, dice, partners, temperature) || state.cost >= bestCost) continue
      bestCost = state.cost
      best.set(state.blockOf)
    }
  }
  return { blockOf: best, blocks: state.blocks }
}
