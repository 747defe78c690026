import { forbidden, type Rules } from '../../problem.ts'
import type { Micros } from '../../time.ts'

const known = new WeakMap<Rules, boolean>()

/** Whether some cheapest order fills all lots of one type in one run: true for every matrix with a triangle-like inequality. */
export const keepsRuns = (rules: Rules): boolean => {
  const cached = known.get(rules)
  if (cached !== undefined) return cached
  const answer = hasRuns(rules)
  known.set(rules, answer)
  return answer
}

/** Taking a lot out of the middle or the edge of a block and putting it beside its own kind never costs more. */
const hasRuns = ({ changeover: matrix, twoValue }: Rules): boolean => {
  if (twoValue) return twoValue.same <= twoValue.diff
  if (matrix.length > mostTypes) return false
  return runsTogether(matrix.map((row) => Array.from(row)))
}

/** The test looks at every triple of types; above this many it would take seconds. */
const mostTypes = 300

const runsTogether = (matrix: readonly (readonly Micros[])[]): boolean =>
  matrix.every((_, c) => {
    const self = matrix[c]?.[c] ?? forbidden
    if (self === forbidden) return false
    return matrix.every(
      (row, a) =>
        (row[c] ?? 0) >= self &&
        (matrix[c]?.[a] ?? 0) >= self &&
        row.every((direct, b) => direct + self <= (row[c] ?? 0) + (matrix[c]?.[b] ?? 0)),
    )
  })
