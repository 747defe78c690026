import { gcd } from '../gcd.ts'
import { forbidden, type Problem } from '../problem.ts'
import type { Micros } from '../time.ts'

/** Makespans without waiting are `offset` plus multiples of `step`; a step of 0 leaves only the offset. */
export interface Lattice {
  readonly offset: Micros
  readonly step: Micros
}

/** How many lots of each type there are; the one that the line carries in counts as one more. */
const countsOf = ({ lots, initial }: Problem): Map<number, number> => {
  const counts = new Map<number, number>()
  for (const { type } of lots) counts.set(type, (counts.get(type) ?? 0) + 1)
  const last = initial?.lastType
  if (last !== undefined) counts.set(last, (counts.get(last) ?? 0) + 1)
  return counts
}

/** Every changeover that some plan can have; a type with a single lot never follows itself. */
const changeoversOf = (problem: Problem): Set<Micros> => {
  const { rules } = problem
  const counts = countsOf(problem)
  const found = new Set<Micros>()
  if (rules.twoValue) {
    if ([...counts.values()].some((count) => count > 1)) found.add(rules.twoValue.same)
    if (counts.size > 1) found.add(rules.twoValue.diff)
    return found
  }
  const types = new Set(problem.lots.map((lot) => lot.type))
  for (const [from, count] of counts)
    for (const to of types) if (from !== to || count > 1) found.add(rules.changeover[from]?.[to] ?? forbidden)
  found.delete(forbidden)
  return found
}

/** Each fill has exactly one lead before it, a clean or a changeover or nothing, so plans differ by exchanging leads. */
export const latticeOf = (problem: Problem): Lattice => {
  const { lots, rules, initial } = problem
  const leads = [...changeoversOf(problem), ...(initial && initial.lastType === undefined ? [0] : [])]
  const offset = lots.reduce((sum, lot) => sum + lot.fill + rules.clean, 0)
  return { offset, step: leads.map((lead) => Math.abs(lead - rules.clean)).reduce(gcd, 0) }
}

/** The smallest makespan on the lattice that is not below the bound. Waiting only adds, so this holds with waiting too. */
export const roundUp = ({ offset, step }: Lattice, bound: Micros): Micros =>
  step === 0 ? offset : offset + Math.ceil((bound - offset) / step) * step
