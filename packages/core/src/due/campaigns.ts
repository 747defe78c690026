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

/** The blocks of a plan in order, what each holds and how long that takes without waiting. Blocks may be empty. */
export class Campaigns {
  readonly line: Line
  /** Lists are exchanged, never changed, so a copy of the outer list remembers a plan. */
  readonly lots: number[][]
  readonly load: Float64Array
  readonly bulge: Float64Array
  readonly blockOf: Int32Array
  readonly #slopes: Slopes

  constructor(line: Line, sequence: Sequence, slopes: Slopes) {
    this.line = line
    this.#slopes = slopes
    this.lots = [...withSpares(sequence), []]
    this.load = new Float64Array(this.size)
    this.bulge = new Float64Array(this.size)
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

  /** Changes the order of blocks, each with its load and bulge. */
  rearrange(reorder: typeof swap, a: number, b: number): void {
    reorder(this.lots, a, b)
    reorder(this.load, a, b)
    reorder(this.bulge, a, b)
  }

  /** Works out load and bulge of a block from its lots; false when they do not fit. */
  measure(block: number): boolean {
    const { fill, typeOf, changeover, maxLots, room: whole, clean } = this.line
    const lots = this.lots[block] as number[]
    const room = this.room(block)
    if (lots.length > maxLots) return false
    let type = this.typeBefore(block)
    let load = 0
    let run = 0
    let bulge = 0
    for (const lot of lots) {
      const next = typeOf[lot] as number
      const duration = fill[lot] as number
      if (type >= 0) load += changeover[type]?.[next] as Micros
      load += duration
      if (load > room) return false
      if (next !== type) {
        bulge += bulgeOf(run / whole)
        run = 0
      }
      run += duration + Math.min(clean, changeover[next]?.[next] as Micros)
      type = next
    }
    this.load[block] = load
    const fullness = lots.length === 0 ? 0 : load / room
    this.bulge[block] =
      clean * (this.#slopes.type * (bulge + bulgeOf(run / whole)) + this.#slopes.block * bulgeOf(fullness))
    return true
  }
}
