import { forbidden, type Problem } from '../problem.ts'
import type { Micros } from '../time.ts'

/** Every makespan without idle time is `offset` plus a multiple of `step`; a step of zero means there is only one. */
export interface Lattice {
  readonly offset: Micros
  readonly step: Micros
}

/**
 * A plan of n lots in B opened blocks has n − B changeovers (one fewer when the line comes in clean and starts to fill),
 * so exchanging a clean for a changeover, or one changeover for another, are the only steps between two makespans.
 */
export const latticeOf = ({ lots, rules, initial }: Problem): Lattice => {
  const values = changeoversInUse(lots, rules.changeover, initial?.lastType)
  const [unit = rules.clean] = values
  const differences = values.map((value) => Math.abs(value - unit))
  const steps = [
    Math.abs(rules.clean - unit),
    ...differences,
    ...(initial && initial.lastType === undefined ? [unit] : []),
  ]
  return { offset: lots.reduce((sum, lot) => sum + lot.fill + unit, 0), step: steps.reduce(gcd, 0) }
}

const changeoversInUse = (lots: Problem['lots'], matrix: Problem['rules']['changeover'], last?: number): Micros[] => {
  const counts = new Map<number, number>()
  for (const lot of lots) counts.set(lot.type, (counts.get(lot.type) ?? 0) + 1)
  if (last !== undefined) counts.set(last, (counts.get(last) ?? 0) + 1)
  const values = new Set<Micros>()
  for (const [from, times] of counts)
    for (const to of counts.keys()) if (from !== to || times > 1) values.add(matrix[from]?.[to] ?? forbidden)
  values.delete(forbidden)
  return [...values]
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** The smallest makespan on the lattice that is not below `bound`. */
export const roundUp = ({ offset, step }: Lattice, bound: Micros): Micros =>
  step === 0 ? offset : offset + Math.ceil((bound - offset) / step) * step
