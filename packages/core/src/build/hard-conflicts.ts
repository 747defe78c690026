import type { Findings } from '../intake/findings.ts'
import { showHours, showName } from '../intake/show.ts'
import { forbidden, type Lot, type Problem } from '../problem.ts'
import { type Micros, toHours } from '../time.ts'
import { earliestStart } from './earliest.ts'

/** Beyond these sizes comparing every pair takes longer than it helps; the search then finds out by itself. */
const maxLots = 2000
const maxTypes = 60

const shortestFill = ({ lots }: Problem, type: number): Micros =>
  lots.reduce((least, lot) => (lot.type === type ? Math.min(least, lot.fill) : least), Number.POSITIVE_INFINITY)

/** Least time between the end of a lot of one type and the start of one of another: direct, over other lots, or a clean. */
const leastGaps = (problem: Problem): Micros[][] => {
  const gaps = problem.rules.changeover.map((row) => Array.from(row, (value) => Math.min(value, problem.rules.clean)))
  for (const [via, viaRow] of gaps.entries()) {
    const fill = shortestFill(problem, via)
    for (const row of gaps)
      for (const [to, direct] of row.entries())
        row[to] = Math.min(direct, (row[via] ?? forbidden) + fill + (viaRow[to] ?? forbidden))
  }
  return gaps
}

interface Bounds {
  readonly lot: Lot
  readonly earliest: Micros
  readonly latestEnd: Micros
}

const boundsOf = (problem: Problem, lot: Lot): Bounds | undefined => {
  const { targetStart = 0, targetEnd: latestEnd } = lot
  return latestEnd === undefined
    ? undefined
    : { lot, earliest: Math.max(earliestStart(problem, lot), targetStart), latestEnd }
}

const explain = ({ rules, types }: Problem, a: Lot, b: Lot): string => {
  const name = (lot: Lot) => showName(types[lot.type] ?? '')
  const pair = (from: Lot, to: Lot) =>
    rules.changeover[from.type]?.[to.type] === forbidden ? [`${name(from)} → ${name(to)} is forbidden`] : []
  const banned = a.type === b.type ? pair(a, b) : [...pair(a, b), ...pair(b, a)]
  return [...banned, `a clean takes ${showHours(toHours(rules.clean))}`].join(', ')
}

/** Names pairs of lots whose hard targets leave no order for the two. */
export const reportHardConflicts = (problem: Problem, findings: Findings): void => {
  if (problem.lots.length > maxLots || problem.types.length > maxTypes) return
  const gaps = leastGaps(problem)
  const fits = (a: Bounds, b: Bounds) =>
    a.earliest + a.lot.fill + (gaps[a.lot.type]?.[b.lot.type] ?? 0) + b.lot.fill <= b.latestEnd
  // Only lots with an end can conflict: without one the other lot goes first.
  const bounds = problem.lots.flatMap((lot) => boundsOf(problem, lot) ?? [])
  for (const [at, a] of bounds.entries())
    for (const b of bounds.slice(at + 1))
      if (!fits(a, b) && !fits(b, a))
        findings.error(
          () =>
            `Lots ${showName(a.lot.id)} and ${showName(b.lot.id)} cannot both meet their hard targets: ${explain(problem, a.lot, b.lot)}`,
        )
}
