import type { Sequence } from '../plan.ts'
import { forbidden, type Problem } from '../problem.ts'
import { type Micros, windowTolerance } from '../time.ts'

/** A fixed order of lots on one endless block: where each fill would start and end without any clean. */
interface Ribbon {
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** First lot that no forbidden changeover separates from this one. */
  readonly reach: Int32Array
}

const ribbonOf = (problem: Problem, order: readonly number[]): Ribbon => {
  const size = order.length
  const ribbon = { starts: new Float64Array(size), ends: new Float64Array(size), reach: new Int32Array(size) }
  let time = 0
  for (let k = 0; k < size; k++) {
    const lot = problem.lots[order[k] as number] as Problem['lots'][number]
    const before = problem.lots[order[k - 1] as number]
    const link = before ? (problem.rules.changeover[before.type]?.[lot.type] as Micros) : 0
    const joined = link !== forbidden
    ribbon.reach[k] = joined && k > 0 ? (ribbon.reach[k - 1] as number) : k
    ribbon.starts[k] = time + (joined ? link : 0)
    time = (ribbon.starts[k] as number) + lot.fill
    ribbon.ends[k] = time
  }
  return ribbon
}

/** The block that the line carries in: how many lots of the order it may take, and what each number costs. */
const carriedCosts = (problem: Problem, order: readonly number[], ribbon: Ribbon): Micros[] => {
  const { initial, rules, lots } = problem
  if (!initial || order.length === 0) return [0]
  const first = lots[order[0] as number]?.type as number
  const entry = initial.lastType === undefined ? 0 : (rules.changeover[initial.lastType]?.[first] as Micros)
  const costs = [0]
  for (let k = 0; k < order.length; k++) {
    const length = entry + (ribbon.ends[k] as number)
    const fits = initial.windowUsed + length <= rules.window + windowTolerance
    if (!fits || ribbon.reach[k] !== 0 || k >= rules.maxLotsPerBlock) break
    costs.push(length)
  }
  return costs
}

/**
 * Cuts a fixed order into blocks with the least makespan: dynamic programming over the place of the last clean. The
 * places that are open to a lot move only forward, so a queue of minima makes it linear.
 */
export const cutIntoBlocks = (problem: Problem, order: readonly number[]): Sequence => {
  const { rules, initial } = problem
  const ribbon = ribbonOf(problem, order)
  const carried = carriedCosts(problem, order, ribbon)
  const size = order.length
  /** cost[k]: least makespan of the first k lots; cutAt[k]: where their last block begins, -1 = it is the carried one. */
  const cost = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY)
  const cutAt = new Int32Array(size + 1).fill(-1)
  for (const [k, value] of carried.entries()) cost[k] = value
  const key = (from: number): number => (cost[from] as number) - (ribbon.starts[from] as number)
  const open: number[] = []
  let head = 0
  for (let k = 0; k < size; k++) {
    while (open.length > head && key(open.at(-1) as number) > key(k)) open.pop()
    open.push(k)
    const first = Math.max(ribbon.reach[k] as number, k + 1 - rules.maxLotsPerBlock)
    const soonest = (ribbon.ends[k] as number) - rules.window - windowTolerance
    while ((open[head] as number) < first || (ribbon.starts[open[head] as number] as number) < soonest) head += 1
    const from = open[head] as number
    const total = key(from) + rules.clean + (ribbon.ends[k] as number)
    if (total >= (cost[k + 1] as number)) continue
    cost[k + 1] = total
    cutAt[k + 1] = from
  }
  return blocksOf(order, cutAt, initial !== undefined)
}

const blocksOf = (order: readonly number[], cutAt: Int32Array, carried: boolean): number[][] => {
  const blocks: number[][] = []
  let end = order.length
  while (end > 0 && (cutAt[end] as number) >= 0) {
    const start = cutAt[end] as number
    blocks.push(order.slice(start, end))
    end = start
  }
  if (carried) blocks.push(order.slice(0, end))
  return blocks.reverse()
}
