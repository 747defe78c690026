import type { Lot } from '../problem.ts'
import type { Micros } from '../time.ts'

/** Where the slope of a convex cost changes, and by how much. */
interface Kink {
  readonly at: Micros
  weight: number
}

/** Kinks of a falling cost, latest on top: a binary heap. */
class Kinks {
  readonly #heap: Kink[] = []

  get last(): Micros | undefined {
    return this.#heap[0]?.at
  }

  add(at: Micros, weight: number): void {
    const heap = this.#heap
    let child = heap.push({ at, weight }) - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (this.#at(parent) >= this.#at(child)) break
      this.#swap(parent, child)
      child = parent
    }
  }

  /** Flattens the rising end of the cost: takes this much slope away from the latest kinks. */
  flatten(weight: number): void {
    let left = weight
    for (let top = this.#heap[0]; top && left > 0; top = this.#heap[0]) {
      if (top.weight > left) {
        top.weight -= left
        return
      }
      left -= top.weight
      this.#pop()
    }
  }

  #at(index: number): Micros {
    return this.#heap[index]?.at ?? Number.NEGATIVE_INFINITY
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a] as Kink
    this.#heap[a] = this.#heap[b] as Kink
    this.#heap[b] = kept
  }

  #pop(): void {
    const moved = this.#heap.pop()
    if (!moved || this.#heap.length === 0) return
    this.#heap[0] = moved
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1
      const child = this.#at(left + 1) > this.#at(left) ? left + 1 : left
      if (this.#at(child) <= this.#at(parent)) return
      this.#swap(parent, child)
      parent = child
    }
  }
}

/**
 * Start times of fills in a fixed order with the fewest weighted hours outside targets, and of those the earliest.
 * `earliest[k]` is the start of fill k when nothing ever waits. Waiting only ever adds, so delays over `earliest` never
 * shrink along the order: an isotonic regression, solved over the kinks of the cost in O(n log n). The window of the
 * blocks is not looked at here.
 */
export const idealStarts = (lots: readonly Lot[], earliest: readonly Micros[]): Micros[] => {
  const kinks = new Kinks()
  const best = lots.map((lot, k) => {
    const soonest = earliest[k] ?? 0
    if (lot.targetStart !== undefined) kinks.add(lot.targetStart - soonest, lot.priority)
    if (lot.targetEnd !== undefined) {
      kinks.add(lot.targetEnd - lot.fill - soonest, lot.priority)
      kinks.flatten(lot.priority)
    }
    return Math.max(0, kinks.last ?? 0)
  })
  let limit = Number.POSITIVE_INFINITY
  for (let k = best.length - 1; k >= 0; k--) {
    limit = Math.min(limit, best[k] ?? 0)
    best[k] = limit + (earliest[k] ?? 0)
  }
  return best
}
