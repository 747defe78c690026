import { forbidden, type Problem, type Rules } from '../../problem.ts'
import { type Micros, windowTolerance } from '../../time.ts'
import { keepsRuns } from './runs.ts'

/** A cheapest filling order of some lots, by type: `cost` is its changeovers alone, `order` the types one after another. */
export interface TypeOrder {
  readonly cost: Micros
  readonly order: readonly number[]
}

/** Above this many states the order is searched greedily: only blocks with very many types of very many lots get there. */
const stateLimit = 400_000

/**
 * Cheapest order of `counts[k]` lots of type `types[k]`, for any matrix: dynamic programming over (lots left, last type).
 * `from` is the type before the first lot; without one the first lot follows a clean. Cost is `forbidden` when no order exists.
 */
export const orderTypes = (
  rules: Rules,
  types: readonly number[],
  counts: readonly number[],
  from?: number,
): TypeOrder => {
  if (types.length === 0) return { cost: 0, order: [] }
  const runs = keepsRuns(rules)
  if (runs && rules.twoValue) return groupTypes(rules.twoValue, types, counts, from)
  const need = runs ? counts.map(() => 1) : counts
  const isSmall = orderingStates(rules, counts) < Number.POSITIVE_INFINITY
  const order = isSmall ? cheapest(rules, types, need, from) : nearest(rules, types, need, from)
  if (!runs || order.cost === forbidden) return order
  return {
    cost: order.cost + selfCost(rules, types, counts),
    order: order.order.flatMap((type) => repeat(type, counts[types.indexOf(type)] ?? 0)),
  }
}

const statesOf = (counts: readonly number[]): number =>
  counts.reduce((product, count) => product * (count + 1), counts.length)

/** What `orderTypes` has to look at; Infinity where that is too much and it gives an order that may not be the cheapest. */
export const orderingStates = (rules: Rules, counts: readonly number[]): number => {
  const runs = keepsRuns(rules)
  if (runs && rules.twoValue) return 0
  const states = runs ? counts.length * 2 ** counts.length : statesOf(counts)
  return states > stateLimit ? Number.POSITIVE_INFINITY : states
}

/** With two values the runs may stand in any order, only the one that the line already carries comes first. */
const groupTypes = (
  { same, diff }: { readonly same: Micros; readonly diff: Micros },
  types: readonly number[],
  counts: readonly number[],
  from?: number,
): TypeOrder => {
  const at = from === undefined ? -1 : types.indexOf(from)
  const lots = counts.reduce((sum, count) => sum + count, 0)
  const changes = types.length - 1 + (from === undefined || at >= 0 ? 0 : 1)
  const inside = lots - 1 + (from === undefined ? 0 : 1)
  const places = types.map((_, place) => place)
  const sorted = at < 0 ? places : [at, ...places.filter((place) => place !== at)]
  return {
    cost: changes * diff + (inside - changes) * same,
    order: sorted.flatMap((place) => repeat(types[place] ?? 0, counts[place] ?? 0)),
  }
}

const repeat = (type: number, times: number): number[] => new Array<number>(times).fill(type)

const selfCost = (rules: Rules, types: readonly number[], counts: readonly number[]): Micros =>
  types.reduce(
    (sum, type, at) => sum + ((counts[at] ?? 0) > 1 ? ((counts[at] ?? 0) - 1) * changeover(rules, type, type) : 0),
    0,
  )

export const changeover = (rules: Rules, from: number, to: number): Micros => rules.changeover[from]?.[to] ?? forbidden

const cheapest = (rules: Rules, types: readonly number[], counts: readonly number[], from?: number): TypeOrder => {
  const size = types.length
  const radix = counts.map((_, at) => counts.slice(0, at).reduce((product, count) => product * (count + 1), 1))
  const states = counts.reduce((product, count) => product * (count + 1), 1)
  const best = new Float64Array(states * size).fill(forbidden)
  const came = new Int32Array(states * size).fill(-1)
  for (const [at, type] of types.entries())
    best[(radix[at] ?? 0) * size + at] = from === undefined ? 0 : changeover(rules, from, type)
  const steps = types.map((a) => types.map((b) => changeover(rules, a, b)))
  for (let state = 1; state < states; state++)
    for (let next = 0; next < size; next++) {
      const step = radix[next] ?? 0
      if (Math.floor(state / step) % ((counts[next] ?? 0) + 1) < (counts[next] ?? 0))
        extend(best, came, steps, { state, to: state + step, next })
    }
  return trace(types, radix, best, came, states - 1)
}

interface Move {
  readonly state: number
  readonly to: number
  readonly next: number
}

const extend = (best: Float64Array, came: Int32Array, steps: readonly (readonly Micros[])[], move: Move): void => {
  const size = steps.length
  const slot = move.to * size + move.next
  for (let last = 0; last < size; last++) {
    const through = (best[move.state * size + last] ?? forbidden) + (steps[last]?.[move.next] ?? forbidden)
    if (through >= (best[slot] ?? 0)) continue
    best[slot] = through
    came[slot] = last
  }
}

const trace = (
  types: readonly number[],
  radix: readonly number[],
  best: Float64Array,
  came: Int32Array,
  full: number,
): TypeOrder => {
  const size = types.length
  let last = 0
  for (let at = 1; at < size; at++) if ((best[full * size + at] ?? 0) < (best[full * size + last] ?? 0)) last = at
  const cost = best[full * size + last] ?? forbidden
  if (cost === forbidden) return { cost, order: [] }
  const order: number[] = []
  for (let state = full; state > 0; ) {
    order.push(types[last] ?? 0)
    const before = came[state * size + last] ?? -1
    state -= radix[last] ?? 0
    last = before
  }
  return { cost, order: order.reverse() }
}

/** Nearest neighbour, for blocks far beyond any real campaign; `forbidden` when it runs into a dead end. */
const nearest = (rules: Rules, types: readonly number[], counts: readonly number[], from?: number): TypeOrder => {
  const left = [...counts]
  const order: number[] = []
  let cost = 0
  let last = from
  for (let todo = left.reduce((sum, count) => sum + count, 0); todo > 0; todo--) {
    let next = -1
    for (let at = 0; at < types.length; at++) {
      if ((left[at] ?? 0) === 0) continue
      if (next < 0 || stepCost(rules, last, types[at]) < stepCost(rules, last, types[next])) next = at
    }
    cost += stepCost(rules, last, types[next])
    last = types[next]
    left[next] = (left[next] ?? 0) - 1
    order.push(last ?? 0)
  }
  return { cost, order }
}

const stepCost = (rules: Rules, from: number | undefined, to: number | undefined): Micros =>
  from === undefined ? 0 : changeover(rules, from, to ?? 0)

/** Hours a block may last after its clean, or what the line's state leaves of the first one. */
export const roomOf = (problem: Problem, carried: boolean): Micros =>
  Math.max(0, problem.rules.window + windowTolerance - (carried ? (problem.initial?.windowUsed ?? 0) : 0))
