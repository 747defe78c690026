import { forbidden, type Rules } from '../../problem.ts'
import type { Micros } from '../../time.ts'
import { keepsRuns } from './runs.ts'

/**
 * A matrix nowhere above the true one in which the lots of one type stay together in a cheapest order, so that a block's
 * changeovers depend on its set of types alone. A plan costs no more under it, so its bounds hold for the true one.
 * With d(a,b) = M(a,b) − (M(a,a) + M(b,b)) / 2 the wanted property is the triangle inequality of d.
 */
export const relaxedMatrix = (rules: Rules, types: readonly number[]): Micros[][] => {
  const matrix = types.map((a) => types.map((b) => rules.changeover[a]?.[b] ?? forbidden))
  if (keepsRuns(rules)) return matrix
  lowerDiagonal(matrix)
  for (const c of types.keys()) shortcut(matrix, c)
  lowerDiagonal(matrix)
  return matrix
}

const lowerDiagonal = (matrix: Micros[][]): void => {
  for (const [c, row] of matrix.entries()) row[c] = Math.min(...row, ...matrix.map((other) => other[c] ?? forbidden))
  // A lot whose type can neither follow nor precede anything is alone in its block; zero keeps the arithmetic finite.
  for (const [c, row] of matrix.entries()) if (row[c] === forbidden) row[c] = 0
}

const shortcut = (matrix: Micros[][], c: number): void => {
  const self = matrix[c]?.[c] ?? 0
  for (const row of matrix)
    for (const [b, direct] of row.entries())
      row[b] = Math.min(direct, (row[c] ?? forbidden) + (matrix[c]?.[b] ?? forbidden) - self)
}

/** The cheapest way into each type from any other one of them; its own changeover when it is the only type. */
export const cheapestEntry = (matrix: readonly (readonly Micros[])[]): Micros[] =>
  matrix.map((row, c) => {
    const entries = matrix.filter((_, a) => a !== c).map((other) => other[c] ?? forbidden)
    return entries.length === 0 ? (row[c] ?? 0) : Math.min(...entries)
  })
