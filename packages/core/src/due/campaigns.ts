import type { Sequence } from '../plan.ts'
import type { Micros } from '../time.ts'
import type { swap } from './arrange.ts'
import type { Line } from './line.ts'

/** How strongly the landscape dislikes half-full blocks, and types spread over blocks; in cleans. */
export interface Slopes {
  readonly block: number
  readonly type: number
}

/** x (1 − x): nothing for an empty or a full block, most for a half-full one. */
const bulgeOf = (share: number): number => (share < 1 ? share * (1 - share) : 0)

/** One empty block among so many, wherever the plan may want another clean. */
const blocksPerSpare = 12

const withSpares = (sequence: Sequence): number[][] =>
  sequence.flatMap((block, at) => (at % blocksPerSpare === blocksPerSpare - 1 ? [[...block], []] : [[...block]]))

/** What is known of each block without a clock, one place per block. */
const columns = ['load', 'bulge', 'soonest', 'last'] as const

/** Measures of so many blocks are kept while a change of them is tried. */
const asides = 3

/** The blocks of a plan in order, and what each is like without a clock. Blocks may be empty. */
export class Campaigns {
  readonly line: Line
  /** Lists are exchanged, never changed, so a copy of the outer list remembers a plan. */
  readonly lots: number[][]
  /** How long a block takes when nothing waits. */
  readonly load: Float64Array
  readonly bulge: Float64Array
  /** Soonest end of the block whenever it opens: some lots may not start earlier. */
  readonly soonest: Float64Array
  /** Latest opening (its clean ends) with every lot on time; −Infinity when there is none. */
  readonly last: Float64Array
  readonly blockOf: Int32Array
  readonly #slopes: Slopes

  constructor(line: Line, sequence: Sequence, slopes: Slopes) {
    this.line = line
    this.#slopes = slopes
    this.lots = [...withSpares(sequence), []]
    const column = () => new Float64Array(this.size + asides)
    this.load = column()
    this.bulge = column()
    this.soonest = column()
    this.last = column()
    this.blockOf = new Int32Array(line.size)
    for (let block = 0; block < this.size; block++) {
      this.measure(block)
      this.locate(block)
    }
  }

  get size(): number {
    return this.lots.length
  }

  /** The first block that opens with a clean. */
  get firstOpened(): number {
    return this.line.problem.initial ? 1 : 0
  }

  usedBefore(block: number): Micros {
    return block === 0 ? (this.line.problem.initial?.windowUsed ?? 0) : 0
  }

  /** What the line carries when the block's first lot comes; −1 = clean. */
  typeBefore(block: number): number {
    return block === 0 ? (this.line.problem.initial?.lastType ?? -1) : -1
  }

  room(block: number): Micros {
    return this.line.room - this.usedBefore(block)
  }

  locate(block: number): void {
    for (const lot of this.lots[block] as number[]) this.blockOf[lot] = block
  }

  /** Changes the order of blocks, each with its measures. */
  rearrange(reorder: typeof swap, a: number, b: number): void {
    reorder(this.lots, a, b)
    for (const column of columns) reorder(this[column], a, b)
  }

  /** Keeps the measures of a block in one of a few places, to be put back. */
  setAside(block: number, aside: number): void {
    for (const column of columns) this[column][this.size + aside] = this[column][block] as number
  }

  putBack(block: number, aside: number): void {
    for (const column of columns) this[column][block] = this[column][this.size + aside] as number
  }

  /** Works out the measures of a block from its lots; false when they do not fit. */
  measure(block: number): boolean {
    const { fill, typeOf, changeover, targetStart, targetEnd, maxLots, room: whole, clean } = this.line
    const lots = this.lots[block] as number[]
    const room = this.room(block)
    if (lots.length > maxLots) return false
    let type = this.typeBefore(block)
    let load = 0
    let run = 0
    let bulge = 0
    let soonest = Number.NEGATIVE_INFINITY
    let last = Number.POSITIVE_INFINITY
    for (const lot of lots) {
      const next = typeOf[lot] as number
      const duration = fill[lot] as number
      if (type >= 0) {
        const lead = changeover[type]?.[next] as Micros
        load += lead
        soonest += lead
      }
      load += duration
      if (load > room) return false
      soonest = Math.max(soonest, targetStart[lot] as number) + duration
      last =
        soonest > (targetEnd[lot] as number)
          ? Number.NEGATIVE_INFINITY
          : Math.min(last, (targetEnd[lot] as number) - load)
      if (next !== type) {
        bulge += bulgeOf(run / whole)
        run = 0
      }
      run += duration + Math.min(clean, changeover[next]?.[next] as Micros)
      type = next
    }
    const fullness = lots.length === 0 ? 0 : load / room
    this.load[block] = load
    this.soonest[block] = soonest
    this.last[block] = last
    this.bulge[block] =
      clean * (this.#slopes.type * (bulge + bulgeOf(run / whole)) + this.#slopes.block * bulgeOf(fullness))
    return true
  }
}
