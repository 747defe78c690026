import type { Sequence } from '@filling/core'

/** The best plan so far, as little as it takes to go on from it or to show it. */
export interface Incumbent {
  /** Micros; no plan is shorter. */
  readonly lowerBound: number
  readonly steps: number
  readonly sequence: Sequence
}

/** Written first, so that a solver of another version does not read what it would not understand. */
const format = 1
const headBytes = 24
/** Between two blocks. */
const cut = -1

/** Lots and blocks; each block but one carried in has a lot. */
const capacityOf = (lots: number): number => headBytes + 4 * (2 * lots + 2)

const viewsOf = (buffer: ArrayBufferLike, at: number, bytes: number) => ({
  head: new Int32Array(buffer, at, 2),
  numbers: new Float64Array(buffer, at + 8, 2),
  items: new Int32Array(buffer, at + headBytes, (bytes - headBytes) / 4),
})

const write = ({ head, numbers, items }: ReturnType<typeof viewsOf>, incumbent: Incumbent): boolean => {
  const { lowerBound, steps, sequence } = incumbent
  const length = sequence.reduce((sum, block) => sum + block.length + 1, 0)
  if (length > items.length) return false
  let at = 0
  for (const block of sequence) {
    items.set(block, at)
    items[at + block.length] = cut
    at += block.length + 1
  }
  head.set([format, length])
  numbers.set([lowerBound, steps])
  return true
}

/** Undefined when another version has written it. */
export const readIncumbent = (bytes: Uint8Array): Incumbent | undefined => {
  // A copy, because what a driver hands out begins anywhere in its buffer.
  const copy = new Uint8Array(bytes)
  if (copy.byteLength < headBytes || copy.byteLength % 4 !== 0) return undefined
  const { head, numbers, items } = viewsOf(copy.buffer, 0, copy.byteLength)
  if (head[0] !== format || head[1] !== items.length) return undefined
  const [lowerBound = 0, steps = 0] = numbers
  const sequence: number[][] = []
  let block: number[] = []
  for (const item of items) {
    if (item !== cut) block.push(item)
    else {
      sequence.push(block)
      block = []
    }
  }
  return { lowerBound, steps, sequence }
}

/**
 * Memory that both threads see: two plans and which of them is the newer. The search writes into the other one, so that
 * a thread that is ended in the middle of it leaves a whole plan behind.
 */
export const incumbentCell = (lots: number): SharedArrayBuffer => new SharedArrayBuffer(8 + 2 * capacityOf(lots))

const slotsOf = (cell: SharedArrayBuffer) => {
  const bytes = (cell.byteLength - 8) / 2
  return { version: new Int32Array(cell, 0, 1), bytes, at: (version: number) => 8 + (version % 2) * bytes }
}

export const incumbentWriter = (cell: SharedArrayBuffer): ((incumbent: Incumbent) => void) => {
  const { version, bytes, at } = slotsOf(cell)
  const slots = [0, 1].map((slot) => viewsOf(cell, at(slot), bytes))
  return (incumbent) => {
    const next = Atomics.load(version, 0) + 1
    const slot = slots[next % 2]
    if (slot && write(slot, incumbent)) Atomics.store(version, 0, next)
  }
}

/** Counts the plans that were written. */
export const incumbentVersion = (cell: SharedArrayBuffer): number => Atomics.load(slotsOf(cell).version, 0)

/** A search that finds plans faster than they are read is near its beginning. */
const mostLooks = 100

/** The newest plan as it is stored; undefined before the first. */
export const incumbentIn = (cell: SharedArrayBuffer): Uint8Array | undefined => {
  const { version, bytes, at } = slotsOf(cell)
  for (let look = 0; look < mostLooks; look += 1) {
    const before = Atomics.load(version, 0)
    if (before === 0) return undefined
    const start = at(before)
    const [, length = 0] = viewsOf(cell, start, bytes).head
    const copy = Uint8Array.from(new Uint8Array(cell, start, Math.min(bytes, headBytes + 4 * length)))
    if (Atomics.load(version, 0) === before) return copy
  }
  return undefined
}
