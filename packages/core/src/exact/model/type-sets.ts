import { bitCount } from '../../partition.ts'
import { forbidden } from '../../problem.ts'
import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from './block-model.ts'
import { changeover, roomOf } from './lines.ts'
import { relaxedMatrix } from './relaxed-matrix.ts'

/** One set of types, as bits over `BlockModel.types`, that one block may hold. */
export interface TypeSet {
  readonly bits: number
  /** Blocks of exactly these types: the changeovers between them are in its cost, so no set-up is left. */
  readonly kind: BlockKind
}

/** Above this many types the sets are too many, and set-ups per type bound a block instead. */
export const mostTypesInSets = 12

/**
 * Every set of types that fits into one block, with the cheapest walk over it: what a block costs beyond its weights when
 * the lots of one type stay together, and no more than it costs when they do not.
 */
export const typeSets = (model: BlockModel, carried: boolean): TypeSet[] => {
  const { problem, types } = model
  const room = roomOf(problem, carried)
  const clean = carried ? 0 : problem.rules.clean
  const lightest = types.map((_, type) =>
    Math.min(...model.groups.filter((group) => group.type === type).map(({ weight }) => weight)),
  )
  const none = types.map(() => 0)
  const sets: TypeSet[] = []
  const walks = cheapestWalks(model, carried)
  for (let bits = 1; bits < 1 << types.length; bits++) {
    const changes = walks[bits] ?? forbidden
    const load = lightest.reduce((sum, weight, type) => sum + (bits & (1 << type) ? weight : 0), changes)
    if (load > room || bitCount(bits) > problem.rules.maxLotsPerBlock) continue
    const most = problem.rules.maxLotsPerBlock
    sets.push({ bits, kind: { carried, cost: clean + changes, room: room - changes, most, setup: none } })
  }
  return sets
}

/**
 * Per set of types: the cheapest walk that visits all of them and no others, the changeovers inside types left out, which
 * the weights hold. A type may be visited again, as its lots may stand apart where detours pay: a step then costs what it
 * adds beyond the weight of the lot that it leads to.
 */
const cheapestWalks = (model: BlockModel, carried: boolean): Float64Array => {
  const { steps, starts } = stepsOf(model, carried)
  const size = steps.length
  const walk = new Float64Array((1 << size) * size).fill(forbidden)
  for (const [at, start] of starts.entries()) walk[(1 << at) * size + at] = start
  const best = new Float64Array(1 << size).fill(forbidden)
  for (let bits = 1; bits < 1 << size; bits++) {
    const ends = walk.subarray(bits * size, (bits + 1) * size)
    visitAgain(ends, bits, steps)
    best[bits] = Math.min(...ends)
    for (const [at, here] of ends.entries()) if (here !== forbidden) visitNext(walk, { bits, at, here }, steps)
  }
  return best
}

/** What each step adds beyond the weight of the lot that it leads to, and what the first lot of a block does. */
const stepsOf = ({ problem, types }: BlockModel, carried: boolean) => {
  const { rules, initial } = problem
  const last = initial?.lastType
  const line = last === undefined || types.includes(last) ? types : [...types, last]
  const matrix = relaxedMatrix(rules, line)
  const beyond = (from: number, to: number): Micros => changeover(rules, from, types[to] ?? 0) - (matrix[to]?.[to] ?? 0)
  return {
    steps: types.map((from) => types.map((_, to) => beyond(from, to))),
    starts: types.map((_, to) => (carried && last !== undefined ? beyond(last, to) : -(matrix[to]?.[to] ?? 0))),
  }
}

/** Walks on to types that were visited before, until none is reached cheaper by that. */
const visitAgain = (ends: Float64Array, bits: number, steps: readonly (readonly Micros[])[]): void => {
  const visited = [...ends.keys()].filter((type) => bits & (1 << type))
  for (let cheaper = true; cheaper; ) {
    cheaper = false
    for (const at of visited)
      for (const next of visited) {
        const through = (ends[at] ?? forbidden) + (steps[at]?.[next] ?? forbidden)
        if (through >= (ends[next] ?? 0)) continue
        ends[next] = through
        cheaper = true
      }
  }
}

interface WalkEnd {
  readonly bits: number
  readonly at: number
  readonly here: Micros
}

const visitNext = (walk: Float64Array, { bits, at, here }: WalkEnd, steps: readonly (readonly Micros[])[]): void => {
  const size = steps.length
  for (let next = 0; next < size; next++) {
    if (bits & (1 << next)) continue
    const to = (bits | (1 << next)) * size + next
    walk[to] = Math.min(walk[to] ?? forbidden, here + (steps[at]?.[next] ?? forbidden))
  }
}
