import type { Lot, Problem } from '../problem.ts'
import type { Micros } from '../time.ts'

/** The lots of one type, as the bound sees them. */
export interface TypeClass {
  readonly type: number
  /** Fill plus the least that each further lot of the type adds, longest first. */
  readonly weights: Float64Array
  /** What the first lot of the type in a block adds beyond that. */
  readonly setup: Micros
}

/**
 * A relaxation in which a block costs `clean − entry` + Σ weights + Σ set-ups and holds `window + entry` of them. Each
 * lot but the first of its block pays for its way in (or, mirrored, each but the last for its way out): at least the
 * cheapest one, and once per type and block at least the cheapest from another type.
 */
export interface ClassModel {
  readonly classes: readonly TypeClass[]
  /** The dearest way in: the most that the first lot of a block saves. */
  readonly entry: Micros
}

type Direction = 'in' | 'out'

interface Ways {
  readonly again: Micros
  readonly anew: Micros
}

/** A changeover that takes longer than a clean is never better than the clean, so it counts as one: nothing is forbidden. */
const waysOf = (problem: Problem, types: readonly number[], type: number, direction: Direction): Ways => {
  const { rules } = problem
  const cost = (other: number): Micros => {
    const value = direction === 'in' ? rules.changeover[other]?.[type] : rules.changeover[type]?.[other]
    return Math.min(value ?? rules.clean, rules.clean)
  }
  const self = cost(type)
  if (rules.twoValue && types.length > 1) {
    const anew = Math.min(rules.twoValue.diff, rules.clean)
    return { again: Math.min(self, anew), anew }
  }
  const others = types.filter((other) => other !== type)
  const anew = others.reduce((least, other) => Math.min(least, cost(other)), rules.clean)
  return { again: Math.min(self, anew), anew: others.length === 0 ? Math.min(self, anew) : anew }
}

/** Sorting flat numbers without a comparing function is several times faster, and a bound has to be there at once. */
export const heaviestFirst = (weights: ArrayLike<Micros>): Float64Array => new Float64Array(weights).sort().reverse()

export const classModel = (problem: Problem, direction: Direction): ClassModel => {
  const byType = Map.groupBy(problem.lots, (lot) => lot.type)
  const last = problem.initial?.lastType
  const types = [...byType.keys()]
  const around = last === undefined || byType.has(last) ? types : [...types, last]
  const classes = [...byType].map(([type, lots]: [number, Lot[]]) => {
    const { again, anew } = waysOf(problem, around, type, direction)
    const weights = lots.map((lot) => lot.fill + again)
    return { type, weights: heaviestFirst(weights), setup: anew - again, anew }
  })
  return { classes, entry: classes.reduce((most, { anew }) => Math.max(most, anew), 0) }
}
