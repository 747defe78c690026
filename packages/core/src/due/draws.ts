import type { Dice } from '../random.ts'
import type { Calendar } from './calendar.ts'
import type { Campaigns } from './campaigns.ts'
import { NearKin } from './near-kin.ts'

/** A lot is not tried in a block that lies further from its target than this share of a window and a clean. */
const tooFar = 0.25

/** Draws lots and blocks that are worth a try: most pairs are too far apart in time, or of types that do not go together. */
export class Draws {
  readonly #dice: Dice
  readonly #campaigns: Campaigns
  readonly #calendar: Calendar
  readonly #kin: NearKin
  readonly #margin: number

  constructor(dice: Dice, campaigns: Campaigns, calendar: Calendar) {
    const { line } = campaigns
    this.#dice = dice
    this.#campaigns = campaigns
    this.#calendar = calendar
    this.#kin = new NearKin(line, calendar.kept.end)
    this.#margin = line.clean + tooFar * line.window
  }

  anyLot(): number {
    return this.#dice.below(this.#campaigns.line.size)
  }

  /** Any block but a carried one. */
  anyBlock(): number {
    const { size, firstOpened } = this.#campaigns
    return firstOpened + this.#dice.below(size - firstOpened)
  }

  /** The block that holds the line at that time. */
  #blockAt(time: number): number {
    const { begin } = this.#calendar.times
    let low = 0
    let high = this.#campaigns.size - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((begin[middle] as number) <= time) low = middle
      else high = middle - 1
    }
    return low
  }

  #blockInTime(lot: number): number {
    const { line } = this.#campaigns
    const from = Math.max(0, line.targetStart[lot] as number)
    const until = Math.min(this.#calendar.kept.end, (line.targetEnd[lot] as number) + line.clean)
    return this.#blockAt(from + this.#dice.below(Math.max(1, until - from)))
  }

  /** Another block for a lot; now and then any, which may be empty. */
  blockFor(lot: number): number {
    const kind = this.#dice.below(32)
    if (kind === 0) return this.anyBlock()
    if (kind < 10 && !this.#kin.isFree(lot)) return this.#blockInTime(lot)
    return this.#campaigns.blockOf[this.partner(lot)] as number
  }

  /** A lot to exchange a lot for, mostly of the same type: that costs no changeover. */
  partner(lot: number): number {
    if (this.#dice.below(10) < 7) return this.#kin.of(this.#dice, lot)
    if (this.#kin.isFree(lot)) return this.#dice.below(this.#campaigns.line.size)
    const lots = this.#campaigns.lots[this.#blockInTime(lot)] as number[]
    return lots.length === 0 ? lot : this.lotOf(lots)
  }

  /** Any lot of a block that has some. */
  lotOf(lots: readonly number[]): number {
    return lots[this.#dice.below(lots.length)] as number
  }

  /** False when the block is too far from a lot's target to be worth a try. */
  suits(lot: number, block: number): boolean {
    const { fill, targetStart, targetEnd } = this.#campaigns.line
    const { begin, end } = this.#calendar.times
    const soonestEnd = (begin[block] as number) + (fill[lot] as number)
    return (
      (targetEnd[lot] as number) >= soonestEnd - this.#margin &&
      (targetStart[lot] as number) <= (end[block] as number) + this.#margin
    )
  }

  /** Whether a block has the time for a lot when another leaves it; changeovers aside. */
  hasTime(block: number, lot: number, leaving: number): boolean {
    const { load, line } = this.#campaigns
    const left = leaving < 0 ? 0 : (line.fill[leaving] as number)
    return (load[block] as number) + (line.fill[lot] as number) - left <= this.#campaigns.room(block)
  }
}
