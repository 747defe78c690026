import { forbidden, type Problem } from '../problem.ts'
import type { Micros } from '../time.ts'

/** Makespans without waiting are `offset` plus multiples of `step`; a step of 0 leaves only the offset. */
export interface Lattice {
  readonly offset: Micros
  readonly step: Micros
}

const gcd = (a: Micros, b: Micros): Micros => (b === 0 ? a : gcd(b, a % b))

/** Every duration that can stand directly before a fill. */
const leadTimes = ({ lots, rules, initial }: Problem): Set<Micros> => {
  const found = new Set([rules.clean])
  if (initial && initial.lastType === undefined) found.add(0)
  if (rules.twoValue) return found.add(rules.twoValue.same).add(rules.twoValue.diff)
  const to = new Set(lots.map((lot) => lot.type))
  const from = initial?.lastType === undefined ? to : new Set([...to, initial.lastType])
  for (const a of from) for (const b of to) found.add(rules.changeover[a]?.[b] ?? forbidden)
  found.delete(forbidden)
  return found
}

/** Each fill has exactly one clean or changeover before it, so plans differ by exchanging one lead time for another. */
export const latticeOf = (problem: Problem): Lattice => {
  const { lots, rules } = problem
  const offset = lots.reduce((sum, lot) => sum + lot.fill + rules.clean, 0)
  return { offset, step: [...leadTimes(problem)].map((time) => Math.abs(time - rules.clean)).reduce(gcd, 0) }
}

/** The smallest makespan on the lattice that is not below the bound. Waiting only adds, so this holds with waiting too. */
export const roundUp = ({ offset, step }: Lattice, bound: Micros): Micros =>
  step === 0 ? offset : offset + Math.ceil((bound - offset) / step) * step
