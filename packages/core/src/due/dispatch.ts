import type { Sequence } from '../plan.ts'
import type { Micros } from '../time.ts'
import { Clock } from './clock.ts'
import type { Line } from './line.ts'

/** How many of the most urgent lots are compared at each decision. */
const compared = 48

/** Lots without any target, longest first per type: they fill the time that nobody needs. */
class FreeLots {
  readonly #byType: Map<number, number[]>

  constructor(line: Line, lots: readonly number[]) {
    const shortestFirst = lots.toSorted((a, b) => (line.fill[a] as Micros) - (line.fill[b] as Micros) || b - a)
    this.#byType = Map.groupBy(shortestFirst, (lot) => line.typeOf[lot] as number)
  }

  /** The longest lot that joins the running block, of the same type if there is one; else the longest at all when the line is clean. */
  take(clock: Clock): number | undefined {
    const same = this.#byType.get(clock.now.type)
    const stocks = same ? [same, ...this.#byType.values()] : [...this.#byType.values()]
    for (const stock of stocks) {
      const at = clock.isClean ? stock.length - 1 : stock.findLastIndex((lot) => clock.joins(lot))
      if (at >= 0) return stock.splice(at, 1)[0]
    }
    return undefined
  }

  any(): number | undefined {
    for (const stock of this.#byType.values()) if (stock.length > 0) return stock.pop()
    return undefined
  }
}

/** Lots with targets: those that may start by now in order of their latest start, the others in order of their first. */
class DatedLots {
  readonly #line: Line
  readonly #later: number[]
  readonly #released: number[] = []

  constructor(line: Line, lots: readonly number[]) {
    this.#line = line
    this.#later = lots.toSorted((a, b) => (line.targetStart[b] as Micros) - (line.targetStart[a] as Micros) || b - a)
  }

  latestStart(lot: number): Micros {
    return (this.#line.targetEnd[lot] as Micros) - (this.#line.fill[lot] as Micros)
  }

  release(until: Micros): void {
    for (let lot = this.#later.at(-1); lot !== undefined; lot = this.#later.at(-1)) {
      if ((this.#line.targetStart[lot] as Micros) > until) return
      this.#later.pop()
      this.#insert(lot)
    }
  }

  /** Start of the next target, Infinity when every lot is released. */
  get next(): Micros {
    const lot = this.#later.at(-1)
    return lot === undefined ? Number.POSITIVE_INFINITY : (this.#line.targetStart[lot] as Micros)
  }

  get mostUrgent(): Micros {
    const [lot] = this.#released
    return lot === undefined ? Number.POSITIVE_INFINITY : this.latestStart(lot)
  }

  get isEmpty(): boolean {
    return this.#later.length === 0 && this.#released.length === 0
  }

  /** The lot whose latest start, put off by what it costs to turn to it, comes first. */
  take(clock: Clock): number | undefined {
    let best = -1
    let bestScore = Number.POSITIVE_INFINITY
    for (const [at, lot] of this.#released.slice(0, compared).entries()) {
      const turn = clock.joins(lot) ? clock.lead(lot) : this.#line.clean
      const latest = Math.min(this.latestStart(lot), clock.now.time + 1e3 * this.#line.room)
      const score = latest + 8 * turn
      if (score < bestScore) {
        bestScore = score
        best = at
      }
    }
    return best < 0 ? undefined : this.#released.splice(best, 1)[0]
  }

  #insert(lot: number): void {
    let low = 0
    let high = this.#released.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.latestStart(this.#released[middle] as number) <= this.latestStart(lot)) low = middle + 1
      else high = middle
    }
    this.#released.splice(low, 0, lot)
  }
}

/**
 * A first plan for targets, made like a dispatcher would: while nothing is urgent, lots without targets fill the time;
 * otherwise the most urgent lot that is cheap to turn to comes next.
 */
export const dispatch = (line: Line): Sequence => {
  const lots = Array.from({ length: line.size }, (_, lot) => lot)
  const isDated = (lot: number) =>
    (line.targetStart[lot] as Micros) > Number.NEGATIVE_INFINITY ||
    (line.targetEnd[lot] as Micros) < Number.POSITIVE_INFINITY
  const dated = new DatedLots(line, lots.filter(isDated))
  const free = new FreeLots(
    line,
    lots.filter((lot) => !isDated(lot)),
  )
  const clock = new Clock(line)
  const blocks: number[][] = [[]]
  const horizon = line.room + line.clean
  for (let filled = 0; filled < line.size; filled++) {
    dated.release(clock.now.time)
    const relaxed = dated.mostUrgent > clock.now.time + horizon
    let lot = (relaxed ? free.take(clock) : undefined) ?? dated.take(clock) ?? free.any()
    if (lot === undefined) {
      dated.release(dated.next)
      lot = dated.take(clock)
    }
    const wasClean = clock.isClean
    if (clock.fill(lot as number) && !wasClean) blocks.push([])
    blocks.at(-1)?.push(lot as number)
  }
  return blocks.filter((block, at) => block.length > 0 || (at === 0 && line.problem.initial !== undefined))
}
