import type { Sequence } from '../plan.ts'
import { Dice, drawTolerance } from '../random.ts'
import type { Budget } from '../search.ts'
import type { Line } from './line.ts'
import { cleanToken, exchange, sequenceOf, tokensOf } from './tokens.ts'
import { type Score, Track } from './track.ts'

/** Moves that are tried in one step of the budget; each looks at the rest of the sequence, so they are fewer than in packing. */
const movesPerStep = 100

export interface DueCooling {
  readonly steps: number
  /** Temperatures in cleans. */
  readonly hot: number
  readonly cold: number
  /** How many of ten changes look for a partner of the same type. */
  readonly kin: number
}

/** Clean tokens beyond those of the start: room for more blocks than it has. */
const spareCleans = 6
/** Most moves stay within so many places; the others go anywhere. */
const nearby = 80

const weights = { latePrice: 3, bulge: 0.5 } as const

interface Change {
  from: number
  middle: number
  to: number
  swap: boolean
}

const change: Change = { from: 0, middle: 0, to: 0, swap: false }

/** A place near another one, or anywhere; may lie outside. */
const drawPlace = (dice: Dice, size: number, near: number): number => {
  const reach = dice.below(10) < 3 ? size : Math.min(nearby, size)
  return near + dice.below(2 * reach + 1) - reach
}

/** Often a lot of the same type, since those changes cost no changeover; some tries only, as there may be none. */
const drawPartner = (dice: Dice, { typeOf }: Line, tokens: Int32Array, from: number, kin: number): number => {
  const lot = tokens[from] as number
  let to = drawPlace(dice, tokens.length, from)
  if (lot === cleanToken || dice.below(10) >= kin) return to
  for (let tries = 0; tries < 8; tries++) {
    const other = tokens[to] ?? cleanToken
    if (other !== cleanToken && to !== from && typeOf[other] === typeOf[lot]) return to
    to = drawPlace(dice, tokens.length, from)
  }
  return to
}

/** Draws a swap of two tokens or a move of one to five; false when the draw leads nowhere. */
const draw = (dice: Dice, line: Line, tokens: Int32Array, kin: number): boolean => {
  const from = dice.below(tokens.length)
  const to = drawPartner(dice, line, tokens, from, kin)
  if (to < 0 || to >= tokens.length || to === from) return false
  const kind = dice.below(10)
  change.swap = kind < 5
  change.from = Math.min(from, to)
  change.to = Math.max(from, to) + 1
  const length = kind === 9 ? 1 + dice.below(5) : 1
  change.middle = from < to ? Math.min(from + length, to) : Math.max(from - length + 1, to + 1)
  return true
}

const swap = (tokens: Int32Array, a: number, b: number): void => {
  const kept = tokens[a] as number
  tokens[a] = tokens[b] as number
  tokens[b] = kept
}

const apply = (tokens: Int32Array, scratch: Int32Array): void => {
  if (change.swap) swap(tokens, change.from, change.to - 1)
  else exchange(tokens, change.from, change.middle, change.to, scratch)
}

const revert = (tokens: Int32Array, scratch: Int32Array): void => {
  if (change.swap) swap(tokens, change.from, change.to - 1)
  else exchange(tokens, change.from, change.from + change.to - change.middle, change.to, scratch)
}

/** Simulated annealing over sequences: fewest weighted hours late first, then the earliest end. */
export const annealDue = (
  line: Line,
  start: Sequence,
  cooling: DueCooling,
  search: { readonly budget: Budget; readonly seed: number },
): Sequence => {
  const tokens = tokensOf(start, spareCleans)
  const scratch = new Int32Array(tokens.length)
  const track = new Track(line, tokens, weights)
  const dice = new Dice(search.seed)
  const trial: Score = { late: 0, end: 0, height: 0 }
  track.run(0, Number.POSITIVE_INFINITY, trial)
  track.keep(0)
  let { height } = trial
  const best = { late: trial.late, end: trial.end, tokens: Int32Array.from(tokens) }
  for (let step = 0; step < cooling.steps && !search.budget.spent(); step++) {
    const temperature = line.clean * cooling.hot * (cooling.cold / cooling.hot) ** (step / cooling.steps)
    for (let k = 0; k < movesPerStep; k++) {
      if (!draw(dice, line, tokens, cooling.kin)) continue
      const limit = height + temperature * drawTolerance(dice)
      apply(tokens, scratch)
      track.run(change.from, limit, trial)
      if (trial.height > limit) {
        revert(tokens, scratch)
        continue
      }
      track.keep(change.from)
      height = trial.height
      if (trial.late > best.late || (trial.late === best.late && trial.end >= best.end)) continue
      best.late = trial.late
      best.end = trial.end
      best.tokens.set(tokens)
    }
  }
  return sequenceOf(line, best.tokens)
}
