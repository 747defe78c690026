import type { Dice } from '../random.ts'
import { inPlaceOf, reordered, rotate, swap, withLot, without } from './arrange.ts'
import type { Campaigns } from './campaigns.ts'
import type { Changes } from './changes.ts'
import { Draws } from './draws.ts'

/** How far a block is moved as a rule; half of these moves go anywhere. */
const nearbyBlocks = 4
/** Draws changes of a plan and makes those that do not raise its height above a limit. */
export class Moves {
  readonly campaigns: Campaigns
  readonly #changes: Changes
  readonly #dice: Dice
  readonly #draws: Draws

  constructor(changes: Changes, dice: Dice) {
    this.campaigns = changes.campaigns
    this.#changes = changes
    this.#dice = dice
    this.#draws = new Draws(dice, changes.campaigns, changes.calendar)
  }

  /** Tries one change; false when it was not made. */
  tryOne(limit: number): boolean {
    const kind = this.#dice.below(100)
    if (kind < 5) return this.#moveBlocks(limit)
    if (kind < 10) return this.#exchangeTails(limit)
    const lot = this.#draws.anyLot()
    if (kind < 17) return this.#reorder(lot, limit)
    if (kind < 45) return this.#shift(lot, limit)
    if (kind < 85) return this.#exchange(lot, limit)
    return this.#eject(lot, limit)
  }

  #reorder(lot: number, limit: number): boolean {
    const block = this.campaigns.blockOf[lot] as number
    const lots = reordered(this.#dice, this.campaigns.lots[block] as number[])
    return lots !== undefined && this.#changes.refill([{ block, lots }], limit)
  }

  #taking(block: number, lot: number) {
    return { block, lots: withLot(this.#dice, this.campaigns.line, this.campaigns.lots[block] as number[], lot) }
  }

  #giving(block: number, lot: number) {
    return { block, lots: without(this.campaigns.lots[block] as number[], lot) }
  }

  #trading(block: number, old: number, lot: number) {
    const { line } = this.campaigns
    const lots = this.campaigns.lots[block] as number[]
    const same = line.typeOf[lot] === line.typeOf[old]
    return { block, lots: same ? inPlaceOf(lots, old, lot) : withLot(this.#dice, line, without(lots, old), lot) }
  }

  /** Moves a lot to another block; now and then to any, which may be empty. */
  #shift(lot: number, limit: number): boolean {
    const from = this.campaigns.blockOf[lot] as number
    const to = this.#draws.blockFor(lot)
    if (from === to || !this.#draws.suits(lot, to) || !this.#draws.hasTime(to, lot, -1)) return false
    return this.#changes.refill([this.#giving(from, lot), this.#taking(to, lot)], limit)
  }

  #exchange(lot: number, limit: number): boolean {
    const { blockOf } = this.campaigns
    const other = this.#draws.partner(lot)
    const from = blockOf[lot] as number
    const to = blockOf[other] as number
    if (from === to || !this.#draws.suits(lot, to) || !this.#draws.suits(other, from)) return false
    if (!this.#draws.hasTime(from, other, lot) || !this.#draws.hasTime(to, lot, other)) return false
    return this.#changes.refill([this.#trading(from, lot, other), this.#trading(to, other, lot)], limit)
  }

  /** Puts a lot in the place of another, which goes to a third block, and if need be another from there to the first. */
  #eject(lot: number, limit: number): boolean {
    const { blockOf, lots } = this.campaigns
    const other = this.#draws.partner(lot)
    const from = blockOf[lot] as number
    const to = blockOf[other] as number
    if (from === to || !this.#draws.suits(lot, to) || !this.#draws.hasTime(to, lot, other)) return false
    const third = this.#draws.blockFor(other)
    if (third === from || third === to || !this.#draws.suits(other, third)) return false
    const into = this.#trading(to, other, lot)
    if (this.#draws.hasTime(third, other, -1))
      return this.#changes.refill([this.#giving(from, lot), into, this.#taking(third, other)], limit)
    if ((lots[third] as number[]).length === 0) return false
    const last = this.#draws.lotOf(lots[third] as number[])
    if (!this.#draws.suits(last, from)) return false
    if (!this.#draws.hasTime(third, other, last) || !this.#draws.hasTime(from, last, lot)) return false
    return this.#changes.refill([this.#trading(from, lot, last), into, this.#trading(third, last, other)], limit)
  }

  /** Exchanges what follows after some lot of a block and after some lot of a block nearby. */
  #exchangeTails(limit: number): boolean {
    const { lots, size } = this.campaigns
    const a = this.#draws.anyBlock()
    const b = a + 1 + this.#dice.below(nearbyBlocks)
    if (b >= size) return false
    const [first, second] = [lots[a] as number[], lots[b] as number[]]
    const cutA = this.#dice.below(first.length + 1)
    const cutB = this.#dice.below(second.length + 1)
    const newA = [...first.slice(0, cutA), ...second.slice(cutB)]
    const newB = [...second.slice(0, cutB), ...first.slice(cutA)]
    return this.#changes.refill(
      [
        { block: a, lots: newA },
        { block: b, lots: newB },
      ],
      limit,
    )
  }

  /** Moves a whole block, or exchanges two. */
  #moveBlocks(limit: number): boolean {
    const a = this.#draws.anyBlock()
    const b = this.#dice.bits() & 1 ? this.#draws.anyBlock() : a + 1 + this.#dice.below(nearbyBlocks)
    if (a === b || b >= this.campaigns.size) return false
    return this.#changes.rearrange(this.#dice.bits() & 1 ? swap : rotate, a, b, limit)
  }
}
