import { bitCount, cheapestPartitions, type Partitions, partsOf } from '../partition.ts'
import type { Sequence } from '../plan.ts'
import { forbidden, type Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import { changeover, roomOf } from './model/lines.ts'

/** The shortest plan by dynamic programming over all subsets of lots; exact for every rule, target windows aside. */
export const bestBySubsets = (
  problem: Problem,
): { readonly sequence: Sequence; readonly makespan: Micros } | undefined => {
  const opened = blockPaths(problem, false)
  return finish(problem, coverSubsets(problem, opened), opened)
}

/** Per subset of lots the least time that it takes from its first clean on, target windows aside. */
export const leastRest = (problem: Problem): Float64Array => coverSubsets(problem, blockPaths(problem, false)).best

/** Cleans and blocks of the cheapest way to fill each subset. */
const coverSubsets = ({ rules }: Problem, opened: BlockPaths): Partitions =>
  cheapestPartitions(opened.cost.map((cost) => cost + rules.clean))

const finish = (problem: Problem, covers: Partitions, opened: BlockPaths) => {
  const { best } = covers
  const full = best.length - 1
  const carried = problem.initial ? blockPaths(problem, true) : undefined
  let makespan = best[full] ?? forbidden
  let first = 0
  if (carried)
    for (let block = 1; block <= full; block++) {
      const cost = (carried.cost[block] ?? forbidden) + (best[full ^ block] ?? forbidden)
      if (cost >= makespan) continue
      makespan = cost
      first = block
    }
  if (makespan === forbidden) return undefined
  const sequence = carried ? [carried.order(first)] : []
  for (const block of partsOf(covers, full ^ first)) sequence.push(opened.order(block))
  return { sequence, makespan }
}

interface BlockPaths {
  /** Fills and changeovers of the cheapest order of a subset, `forbidden` when it does not fit one block. */
  readonly cost: Float64Array
  order(subset: number): number[]
}

const blockPaths = (problem: Problem, carried: boolean): BlockPaths => {
  const { lots, rules } = problem
  const size = lots.length
  const path = new Float64Array((1 << size) * size).fill(forbidden)
  const from = carried ? problem.initial?.lastType : undefined
  for (const [at, lot] of lots.entries())
    path[(1 << at) * size + at] = lot.fill + (from === undefined ? 0 : changeover(rules, from, lot.type))
  const between = (a: number, b: number): Micros =>
    changeover(rules, lots[a]?.type ?? 0, lots[b]?.type ?? 0) + (lots[b]?.fill ?? 0)
  const steps = lots.map((_, a) => lots.map((_, b) => between(a, b)))
  const cost = extendPaths(path, steps)
  const room = roomOf(problem, carried)
  for (let subset = 1; subset < cost.length; subset++)
    if ((cost[subset] ?? 0) > room || bitCount(subset) > rules.maxLotsPerBlock) cost[subset] = forbidden
  return { cost, order: (subset) => traceBack(path, steps, subset) }
}

/** Fills `path[subset, last]` and returns the cheapest over the last lot. */
const extendPaths = (path: Float64Array, steps: readonly (readonly Micros[])[]): Float64Array => {
  const size = steps.length
  const cost = new Float64Array(1 << size).fill(forbidden)
  cost[0] = 0
  for (let subset = 1; subset < cost.length; subset++)
    for (let last = 0; last < size; last++) {
      const here = path[subset * size + last] ?? forbidden
      if (here === forbidden) continue
      if (here < (cost[subset] ?? 0)) cost[subset] = here
      extendPath(path, subset, here, steps[last] ?? [])
    }
  return cost
}

const extendPath = (path: Float64Array, subset: number, here: Micros, steps: readonly Micros[]): void => {
  for (let next = 0; next < steps.length; next++) {
    if (subset & (1 << next)) continue
    const to = (subset | (1 << next)) * steps.length + next
    path[to] = Math.min(path[to] ?? forbidden, here + (steps[next] ?? forbidden))
  }
}

const traceBack = (path: Float64Array, steps: readonly (readonly Micros[])[], subset: number): number[] => {
  const size = steps.length
  const order: number[] = []
  let next = -1
  for (let mask = subset; mask > 0; mask ^= 1 << next) {
    let last = -1
    const after = next
    const reach = (lot: number): number =>
      (path[mask * size + lot] ?? forbidden) + (after < 0 ? 0 : (steps[lot]?.[after] ?? forbidden))
    for (let lot = 0; lot < size; lot++) if (mask & (1 << lot) && (last < 0 || reach(lot) < reach(last))) last = lot
    order.push(last)
    next = last
  }
  return order.reverse()
}
