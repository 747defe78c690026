import { Kin } from '../kin.ts'
import type { Dice } from '../random.ts'
import { inPlaceOf, reordered, rotate, swap, withLot, without } from './arrange.ts'
import { Calendar, type Touched } from './calendar.ts'
import type { Campaigns } from './campaigns.ts'

/** How far a block is moved as a rule; half of these moves go anywhere. */
const nearbyBlocks = 4
/** A lot is not tried in a block that lies further from its target than this share of a window and a clean. */
const tooFar = 0.25

/** Draws changes of a plan and makes those that do not raise its height above a limit. */
export class Moves {
  readonly campaigns: Campaigns
  readonly calendar: Calendar
  /** What a weighted micro outside targets counts; it may change as the search goes on. */
  price = 1
  readonly #dice: Dice
  readonly #kin: Kin
  readonly #margin: number
  #bulge: number

  constructor(campaigns: Campaigns, dice: Dice) {
    const { line } = campaigns
    this.campaigns = campaigns
    this.calendar = new Calendar(campaigns)
    this.#dice = dice
    this.#kin = new Kin(line.typeOf, line.problem.types.length)
    this.#margin = line.clean + tooFar * line.window
    this.#bulge = campaigns.bulge.reduce((sum, bulge) => sum + bulge, 0)
  }

  /** What the search walks on: end, misses at a price, bulges of half-full blocks and scattered types. */
  get height(): number {
    const { end, miss } = this.calendar.kept
    return end + this.price * miss + this.#bulge
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
    const { begin, end } = this.calendar.times
    const soonestEnd = (begin[block] as number) + (fill[lot] as number)
    return (
      (targetEnd[lot] as number) >= soonestEnd - this.#margin &&
      (targetStart[lot] as number) <= (end[block] as number) + this.#margin
    )
  }

  #reorder(lot: number, limit: number): boolean {
    const block = this.campaigns.blockOf[lot] as number
    const changed = reordered(this.#dice, this.campaigns.lots[block] as number[])
    return changed !== undefined && this.#refill(block, changed, block, changed, limit)
  }

  /** Moves a lot to another block; now and then to any, which may be empty. */
  #shift(lot: number, limit: number): boolean {
    const { blockOf, lots, load, line } = this.campaigns
    const from = blockOf[lot] as number
    const to = this.#dice.below(32) === 0 ? this.#anyBlock() : (blockOf[this.#partner(lot)] as number)
    if (from === to || !this.#suits(lot, to)) return false
    if ((load[to] as number) + (line.fill[lot] as number) > this.campaigns.room(to)) return false
    const grown = withLot(this.#dice, line, lots[to] as number[], lot)
    return this.#refill(from, without(lots[from] as number[], lot), to, grown, limit)
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
      return fits && this.#refill(from, inPlaceOf(here, lot, other), to, inPlaceOf(there, other, lot), limit)
    }
    const newHere = withLot(this.#dice, line, without(here, lot), other)
    const newThere = withLot(this.#dice, line, without(there, other), lot)
    return this.#refill(from, newHere, to, newThere, limit)
  }

  #refill(a: number, lotsA: number[], b: number, lotsB: number[], limit: number): boolean {
    const { campaigns } = this
    const { lots, load, bulge } = campaigns
    const old = [lots[a] as number[], lots[b] as number[]] as const
    const [loadA, loadB, bulgeA, bulgeB] = [load[a], load[b], bulge[a], bulge[b]] as [number, number, number, number]
    lots[a] = lotsA
    lots[b] = lotsB
    if (campaigns.measure(a) && campaigns.measure(b)) {
      const more = (bulge[a] as number) - bulgeA + (a === b ? 0 : (bulge[b] as number) - bulgeB)
      if (this.#settles({ first: Math.min(a, b), last: Math.max(a, b), between: false }, more, limit)) {
        campaigns.locate(a)
        campaigns.locate(b)
        return true
      }
    }
    lots[a] = old[0]
    lots[b] = old[1]
    load[a] = loadA
    load[b] = loadB
    bulge[a] = bulgeA
    bulge[b] = bulgeB
    return false
  }

  /** Moves a whole block, or exchanges two. */
  #moveBlocks(limit: number): boolean {
    const a = this.#anyBlock()
    const b = this.#dice.bits() & 1 ? this.#anyBlock() : a + 1 + this.#dice.below(nearbyBlocks)
    if (a === b || b >= this.campaigns.size) return false
    const between = (this.#dice.bits() & 1) === 0
    const reorder = between ? rotate : swap
    this.campaigns.rearrange(reorder, a, b)
    const [first, last] = [Math.min(a, b), Math.max(a, b)]
    if (this.#settles({ first, last, between }, 0, limit)) {
      for (let block = first; block <= last; block++) this.campaigns.locate(block)
      return true
    }
    this.campaigns.rearrange(reorder, b, a)
    return false
  }

  #settles(touched: Touched, moreBulge: number, limit: number): boolean {
    if (!this.calendar.run(touched, this.price, limit - this.#bulge - moreBulge)) return false
    this.calendar.keep(touched.first)
    this.#bulge += moreBulge
    return true
  }
}
