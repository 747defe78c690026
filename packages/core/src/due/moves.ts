import { Kin } from '../kin.ts'
import type { Dice } from '../random.ts'
import { inPlaceOf, reordered, rotate, swap, withLot, without } from './arrange.ts'
import type { Campaigns } from './campaigns.ts'
import type { Changes } from './changes.ts'

/** How far a block is moved as a rule; half of these moves go anywhere. */
const nearbyBlocks = 4
/** A lot is not tried in a block that lies further from its target than this share of a window and a clean. */
const tooFar = 0.25

/** Draws changes of a plan. */
export class Moves {
  readonly campaigns: Campaigns
  readonly #changes: Changes
  readonly #dice: Dice
  readonly #kin: Kin
  readonly #margin: number

  constructor(changes: Changes, dice: Dice) {
    const { line } = changes.campaigns
    this.campaigns = changes.campaigns
    this.#changes = changes
    this.#dice = dice
    this.#kin = new Kin(line.typeOf, line.problem.types.length)
    this.#margin = line.clean + tooFar * line.window
  }

  /** Tries one change; false when it was not made. */
  tryOne(limit: number): boolean {
    const kind = this.#dice.below(100)
    if (kind < 5) return this.#moveBlocks(limit)
    const lot = this.#dice.below(this.campaigns.line.size)
    if (kind < 12) return this.#reorder(lot, limit)
    if (kind < 50) return this.#shift(lot, limit)
    return this.#exchange(lot, limit)
  }

  #anyBlock(): number {
    const { size, firstOpened } = this.campaigns
    return firstOpened + this.#dice.below(size - firstOpened)
  }

  /** Mostly of the same type: those changes cost no changeover. */
  #partner(lot: number): number {
    return this.#dice.below(10) < 7 ? this.#kin.of(this.#dice, lot) : this.#dice.below(this.campaigns.line.size)
  }

  #suits(lot: number, block: number): boolean {
    const { fill, targetStart, targetEnd } = this.campaigns.line
    const { begin, end } = this.#changes.calendar.times
    const soonestEnd = (begin[block] as number) + (fill[lot] as number)
    return (
      (targetEnd[lot] as number) >= soonestEnd - this.#margin &&
      (targetStart[lot] as number) <= (end[block] as number) + this.#margin
    )
  }

  #reorder(lot: number, limit: number): boolean {
    const block = this.campaigns.blockOf[lot] as number
    const changed = reordered(this.#dice, this.campaigns.lots[block] as number[])
    return changed !== undefined && this.#changes.refill(block, changed, block, changed, limit)
  }

  /** Moves a lot to another block; now and then to any, which may be empty. */
  #shift(lot: number, limit: number): boolean {
    const { blockOf, lots, load, line } = this.campaigns
    const from = blockOf[lot] as number
    const to = this.#dice.below(32) === 0 ? this.#anyBlock() : (blockOf[this.#partner(lot)] as number)
    if (from === to || !this.#suits(lot, to)) return false
    if ((load[to] as number) + (line.fill[lot] as number) > this.campaigns.room(to)) return false
    const grown = withLot(this.#dice, line, lots[to] as number[], lot)
    return this.#changes.refill(from, without(lots[from] as number[], lot), to, grown, limit)
  }

  #exchange(lot: number, limit: number): boolean {
    const { blockOf, lots, load, line } = this.campaigns
    const other = this.#partner(lot)
    const from = blockOf[lot] as number
    const to = blockOf[other] as number
    if (from === to || !this.#suits(lot, to) || !this.#suits(other, from)) return false
    const [here, there] = [lots[from] as number[], lots[to] as number[]]
    if (line.typeOf[lot] === line.typeOf[other]) {
      const gain = (line.fill[other] as number) - (line.fill[lot] as number)
      const fits =
        (load[from] as number) + gain <= this.campaigns.room(from) &&
        (load[to] as number) - gain <= this.campaigns.room(to)
      return fits && this.#changes.refill(from, inPlaceOf(here, lot, other), to, inPlaceOf(there, other, lot), limit)
    }
    const newHere = withLot(this.#dice, line, without(here, lot), other)
    const newThere = withLot(this.#dice, line, without(there, other), lot)
    return this.#changes.refill(from, newHere, to, newThere, limit)
  }

  /** Moves a whole block, or exchanges two. */
  #moveBlocks(limit: number): boolean {
    const a = this.#anyBlock()
    const b = this.#dice.bits() & 1 ? this.#anyBlock() : a + 1 + this.#dice.below(nearbyBlocks)
    if (a === b || b >= this.campaigns.size) return false
    return this.#changes.rearrange(this.#dice.bits() & 1 ? swap : rotate, a, b, limit)
  }
}
