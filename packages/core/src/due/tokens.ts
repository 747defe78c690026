import type { Sequence } from '../plan.ts'
import { Clock } from './clock.ts'
import type { Line } from './line.ts'

/** The place that asks for a clean; at the end of a sequence it asks for nothing. */
export const cleanToken = 0

/** Place of a lot of the problem (see `Line`). */
const placeOf = (lot: number): number => lot + 1

/** Exchanges the neighbours `[from, middle)` and `[middle, to)` in place. */
export const exchange = (tokens: Int32Array, from: number, middle: number, to: number, scratch: Int32Array): void => {
  const left = middle - from
  const right = to - middle
  if (left <= right) {
    for (let k = 0; k < left; k++) scratch[k] = tokens[from + k] as number
    tokens.copyWithin(from, middle, to)
    for (let k = 0; k < left; k++) tokens[from + right + k] = scratch[k] as number
  } else {
    for (let k = 0; k < right; k++) scratch[k] = tokens[middle + k] as number
    tokens.copyWithin(from + right, from, middle)
    for (let k = 0; k < right; k++) tokens[from + k] = scratch[k] as number
  }
}

/** Places of `Line` in filling order: lots with clean tokens between blocks, and a few spare ones behind. */
export const tokensOf = (sequence: Sequence, spare: number): Int32Array => {
  const tokens = sequence.flatMap((block, at) => (at === 0 ? block.map(placeOf) : [cleanToken, ...block.map(placeOf)]))
  return Int32Array.from([...tokens, ...Array.from({ length: spare }, () => cleanToken)])
}

/** The blocks that the clock makes of tokens. */
export const sequenceOf = (line: Line, tokens: Int32Array): Sequence => {
  const clock = new Clock(line, 0)
  const blocks: number[][] = [[]]
  for (const token of tokens) {
    if (token === cleanToken) {
      if (!clock.isClean) blocks.push([])
      clock.clean()
      continue
    }
    const wasClean = clock.isClean
    if (clock.fill(token) && !wasClean) blocks.push([])
    blocks.at(-1)?.push(token - 1)
  }
  const carried = line.problem.initial !== undefined
  return blocks.filter((block, at) => block.length > 0 || (at === 0 && carried))
}
