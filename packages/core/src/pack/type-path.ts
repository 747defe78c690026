import { forbidden } from '../problem.ts'
import type { Micros } from '../time.ts'

/** A cheapest order of types in a block, each as one run; `cost` counts the changeovers between runs. */
export interface TypePath {
  readonly cost: Micros
  readonly order: readonly number[]
}

/** Subsets of so many types are searched completely; no sensible block holds more. */
const mostTypesOnPath = 9

type Cost = (from: number, to: number) => Micros

interface Table {
  readonly cost: Float64Array
  readonly before: Int8Array
}

const extend = (table: Table, size: number, set: number, last: number, step: (to: number) => Micros): void => {
  const reached = table.cost[set * size + last] as Micros
  for (let to = 0; to < size; to++) {
    if (set & (1 << to)) continue
    const slot = (set | (1 << to)) * size + to
    const cost = reached + step(to)
    if (cost >= (table.cost[slot] as Micros)) continue
    table.cost[slot] = cost
    table.before[slot] = last
  }
}

const fillTable = (types: readonly number[], changeover: Cost, from: number | undefined): Table => {
  const size = types.length
  const cells = size << size
  const table = { cost: new Float64Array(cells).fill(forbidden), before: new Int8Array(cells).fill(-1) }
  for (const [at, type] of types.entries())
    table.cost[(1 << at) * size + at] = from === undefined ? 0 : changeover(from, type)
  for (let set = 1; set < 1 << size; set++)
    for (let last = 0; last < size; last++)
      if (set & (1 << last))
        extend(table, size, set, last, (to) => changeover(types[last] as number, types[to] as number))
  return table
}

/** Dynamic programming over subsets. `from` is the type that the line carries in; without it the block starts clean. */
export const cheapestPath = (types: readonly number[], changeover: Cost, from?: number): TypePath => {
  const size = types.length
  if (size === 0) return { cost: 0, order: [] }
  if (size > mostTypesOnPath) return { cost: forbidden, order: types }
  const table = fillTable(types, changeover, from)
  let set = (1 << size) - 1
  let last = 0
  for (let at = 1; at < size; at++)
    if ((table.cost[set * size + at] as Micros) < (table.cost[set * size + last] as Micros)) last = at
  const cost = table.cost[set * size + last] as Micros
  const order: number[] = []
  while (last >= 0) {
    order.push(types[last] as number)
    const before = table.before[set * size + last] as number
    set &= ~(1 << last)
    last = before
  }
  return { cost, order: order.reverse() }
}
