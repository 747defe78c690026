import type { Problem } from '../problem.ts'
import { type Micros, windowTolerance } from '../time.ts'
import { leastBins, sum } from './bins.ts'
import { type ClassModel, classModel, heaviestFirst, type TypeClass } from './class-model.ts'
import { latticeOf, roundUp } from './lattice.ts'

/** What no plan can go below, before the number of blocks is chosen. */
interface Needs {
  readonly room: Micros
  readonly weight: Micros
  /** Fewest (block, type) pairs and what they cost. */
  readonly pairs: number
  readonly setups: Micros
  readonly cheapestSetup: Micros
  readonly blocks: number
}

const leastBlocksOf = ({ weights, setup }: TypeClass, room: Micros, most: number): number =>
  Math.max(leastBins(weights, room - setup), Math.ceil(weights.length / most))

const allWeights = (classes: readonly TypeClass[], size: number): Float64Array => {
  const all = new Float64Array(size)
  let filled = 0
  for (const { weights } of classes) {
    all.set(weights, filled)
    filled += weights.length
  }
  return heaviestFirst(all)
}

const needsOf = ({ rules, lots }: Problem, { classes, entry }: ClassModel): Needs => {
  const room = rules.window + windowTolerance + entry
  const pairs = classes.map((one) => leastBlocksOf(one, room, rules.maxLotsPerBlock))
  const cheapestSetup = classes.reduce((least, { setup }) => Math.min(least, setup), Number.POSITIVE_INFINITY)
  const all = allWeights(classes, lots.length)
  const most = pairs.reduce((a, b) => Math.max(a, b), 0)
  return {
    room,
    weight: sum(all),
    pairs: sum(pairs),
    setups: sum(classes.map(({ setup }, at) => setup * (pairs[at] as number))),
    cheapestSetup,
    blocks: Math.max(most, leastBins(all, room - cheapestSetup), Math.ceil(lots.length / rules.maxLotsPerBlock)),
  }
}

/** The block that the line carries in: room for so much, and so much cheaper than its share of weights and set-ups. */
interface Carried {
  readonly room: Micros
  readonly saving: Micros
}

const carriedOf = ({ rules, initial }: Problem, { classes, entry }: ClassModel): Carried => {
  const last = initial?.lastType
  const saving = last === undefined ? entry : (classes.find(({ type }) => type === last)?.setup ?? 0)
  const room = Math.max(0, rules.window + windowTolerance - (initial?.windowUsed ?? 0) + saving)
  return { room, saving }
}

/** Cheapest total for any number of opened blocks, beside the carried one if there is one. */
const cheapest = ({ rules }: Problem, { entry }: ClassModel, needs: Needs, carried?: Carried): Micros => {
  const extra = carried ? 1 : 0
  for (let opened = Math.max(0, needs.blocks - extra); ; opened++) {
    // A block without a type is no block, so more blocks than pairs need further pairs.
    const setups = needs.setups + Math.max(0, opened + extra - needs.pairs) * needs.cheapestSetup
    const roomy = opened * needs.room + (carried?.room ?? 0) >= needs.weight + setups
    if (roomy) return needs.weight + setups + opened * (rules.clean - entry) - (carried?.saving ?? 0)
  }
}

/** Whether any lot at all fits into what is left of the campaign that the line carries in; if not, it saves nothing. */
const canCarryOn = ({ lots, rules, initial }: Problem): boolean => {
  if (!initial) return false
  const left = rules.window + windowTolerance - initial.windowUsed
  const row = initial.lastType === undefined ? undefined : rules.changeover[initial.lastType]
  return lots.some(({ type, fill }) => (row?.[type] ?? 0) + fill <= left)
}

const boundOf = (problem: Problem, model: ClassModel): Micros => {
  const needs = needsOf(problem, model)
  const opening = cheapest(problem, model, needs)
  if (!canCarryOn(problem)) return opening
  return Math.min(opening, cheapest(problem, model, needs, carriedOf(problem, model)))
}

/**
 * A makespan that no plan undercuts, in no time: counts the fewest blocks and (block, type) pairs that weights, lots per
 * block and the line's state allow, and rounds up to the next makespan that exists. Waiting only adds to it.
 */
export const lowerBound = (problem: Problem): Micros => {
  const inward = boundOf(problem, classModel(problem, 'in'))
  const outward = problem.rules.twoValue || problem.initial ? inward : boundOf(problem, classModel(problem, 'out'))
  return roundUp(latticeOf(problem), Math.max(inward, outward))
}
