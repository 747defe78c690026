import type { Micros } from '../time.ts'
import { Clock } from './clock.ts'
import type { Line } from './line.ts'
import { cleanToken } from './tokens.ts'

/** What a sequence costs. */
export interface Score {
  /** Weighted micros after target ends. */
  late: number
  /** End of the last fill. */
  end: Micros
  /** The landscape that the search walks on: makespan, hours late at a price, bulges of half-full blocks. */
  height: number
}

/** What hours late and half-full blocks count in the landscape: micros per weighted micro, cleans per block. */
export interface Weights {
  readonly latePrice: number
  readonly bulge: number
}

/** The line is kept before every so many tokens, in so many numbers. */
const spacing = 8
const fields = 8

/** Window used by a wait: it moves before the last clean as far as that block has slack; a very long one cleans once more. */
const usedByWait = (wait: Micros, slack: Micros, fill: Micros, window: Micros): Micros => {
  const used = Math.max(0, wait - slack)
  return used + fill > window ? 0 : used
}

/** Changeover into a type; none on a clean line. */
const leadOf = (changeover: Line['changeover'], from: number, to: number): Micros =>
  from < 0 ? 0 : ((changeover[from] as ArrayLike<Micros>)[to] as Micros)

/**
 * The `Clock` again, as one loop over numbers because it runs millions of times: judges a changed sequence from where
 * the change begins.
 */
export class Track {
  readonly tokens: Int32Array
  readonly #line: Line
  /** The sequence that counts, and the one that was tried last. */
  readonly #kept: Float64Array
  readonly #tried: Float64Array
  readonly #weights: Weights

  constructor(line: Line, tokens: Int32Array, weights: Weights) {
    this.tokens = tokens
    this.#line = line
    this.#weights = weights
    this.#kept = new Float64Array((Math.ceil(tokens.length / spacing) + 1) * fields)
    this.#tried = new Float64Array(this.#kept.length)
    const { time, used, type } = Clock.opening(line)
    this.#kept.set([time, used, 0, type])
  }

  /** Runs from a position to the end; gives up (height Infinity) as soon as the height exceeds `limit`. */
  run(from: number, limit: number, score: Score): void {
    const { fill, typeOf, targetStart, targetEnd, priority, changeover, clean, window, room, maxLots } = this.#line
    const { latePrice, bulge: bulgeInCleans } = this.#weights
    const { tokens } = this
    const kept = this.#kept
    const first = Math.floor(from / spacing)
    let slot = first * fields
    let time = kept[slot++] as number
    let used = kept[slot++] as number
    let slack = kept[slot++] as number
    let type = kept[slot++] as number
    let lots = kept[slot++] as number
    let late = kept[slot++] as number
    let bulge = kept[slot++] as number
    let end = kept[slot] as number
    for (let at = first * spacing; at < tokens.length; at++) {
      if (at % spacing === 0) this.#note((at / spacing) * fields, time, used, slack, type, lots, late, bulge, end)
      const lot = tokens[at] as number
      const duration = fill[lot] as number
      const goal = targetStart[lot] as number
      const lead = leadOf(changeover, type, typeOf[lot] as number)
      let wait = Math.max(lead, goal - time)
      const most = wait > lead ? window : room
      const fits = lot !== cleanToken && lots < maxLots && used + wait + duration <= most
      if (!fits && (type >= 0 || used > 0)) {
        const fullness = Math.min(1, used / room)
        bulge += bulgeInCleans * clean * fullness * (1 - fullness)
        slack = Math.max(0, window - used)
        time += clean
        used = 0
        type = -1
        lots = 0
        wait = Math.max(0, goal - time)
      }
      if (lot === cleanToken) continue
      used += usedByWait(wait, slack, duration, window) + duration
      time += wait + duration
      slack = 0
      type = typeOf[lot] as number
      lots += 1
      end = time
      late += Math.max(0, time - (targetEnd[lot] as number)) * (priority[lot] as number)
      if (end + latePrice * late + bulge > limit) break
    }
    score.late = late
    score.end = end
    score.height = end + latePrice * late + bulge
  }

  /** Makes the last run from that position the one to compare with. */
  keep(from: number): void {
    const first = Math.floor(from / spacing) * fields
    this.#kept.set(this.#tried.subarray(first), first)
  }

  #note(slot: number, ...values: readonly [number, number, number, number, number, number, number, number]): void {
    for (let k = 0; k < fields; k++) this.#tried[slot + k] = values[k] as number
  }
}
