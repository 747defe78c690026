import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { TypeSet } from '../model/type-sets.ts'

/** All lots in blocks of given sets of types, whether they fit or not. */
export class Filling {
  readonly bins: readonly TypeSet[]
  readonly type: Int32Array
  readonly weight: Float64Array
  /** Per lot: its bin. */
  readonly home: Int32Array
  /** Per bin: room left, negative when it holds too much. */
  readonly free: Float64Array
  readonly lots: readonly number[][]
  /** Weight that does not fit, in all bins. */
  over = 0
  readonly #homes: readonly (readonly number[])[]

  private constructor(model: BlockModel, bins: readonly TypeSet[]) {
    const size = model.problem.lots.length
    this.bins = bins
    this.type = new Int32Array(size)
    this.weight = new Float64Array(size)
    for (const { type, weight, lots } of model.groups)
      for (const lot of lots) {
        this.type[lot] = type
        this.weight[lot] = weight
      }
    this.home = new Int32Array(size).fill(-1)
    this.free = Float64Array.from(bins, ({ kind }) => kind.room)
    this.lots = bins.map(() => [])
    this.#homes = model.types.map((_, type) => [...bins.keys()].filter((bin) => this.takes(bin, type)))
  }

  /** The longest lot first into the roomiest bin of its type; nothing when a type has no bin. */
  static start(model: BlockModel, bins: readonly TypeSet[]): Filling | undefined {
    const filling = new Filling(model, bins)
    const order = [...filling.weight.keys()].sort((a, b) => filling.#weightOf(b) - filling.#weightOf(a) || a - b)
    for (const lot of order) {
      const homes = filling.homesOf(lot)
      const roomiest = homes.reduce(
        (best, bin) => (filling.#freeOf(bin) > filling.#freeOf(best) ? bin : best),
        homes[0] ?? -1,
      )
      if (roomiest < 0) return undefined
      filling.put(lot, roomiest)
    }
    return filling
  }

  takes(bin: number, type: number): boolean {
    return ((this.bins[bin]?.bits ?? 0) & (1 << type)) !== 0
  }

  /** Bins that a lot may be in. */
  homesOf(lot: number): readonly number[] {
    return this.#homes[this.type[lot] ?? 0] ?? []
  }

  /** By how much the overflow changes when a bin has more or less to hold. */
  excess(bin: number, more: Micros): Micros {
    const free = this.free[bin] as number
    return Math.max(0, more - free) - Math.max(0, -free)
  }

  put(lot: number, bin: number): void {
    const weight = this.weight[lot] as number
    const from = this.home[lot] as number
    if (from === bin) return
    if (from >= 0) {
      const lots = this.lots[from] as number[]
      lots.splice(lots.indexOf(lot), 1)
      this.#load(from, -weight)
    }
    this.lots[bin]?.push(lot)
    this.home[lot] = bin
    this.#load(bin, weight)
  }

  #load(bin: number, more: Micros): void {
    this.over += this.excess(bin, more)
    this.free[bin] = (this.free[bin] as number) - more
  }

  #weightOf(lot: number): Micros {
    return this.weight[lot] ?? 0
  }

  #freeOf(bin: number): Micros {
    return this.free[bin] ?? 0
  }
}
