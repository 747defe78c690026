import type { Findings } from '../intake/findings.ts'
import { showHours, showName } from '../intake/show.ts'
import type { Lot, Problem } from '../problem.ts'
import { type Micros, toHours, windowTolerance } from '../time.ts'
import { earliestStart } from './earliest.ts'
import { reportHardConflicts } from './hard-conflicts.ts'

/** Integers are exact up to 2^53; the rest is kept free for waiting. Two million hours. */
const maxTotal: Micros = 7_200_000_000_000_000

const hours = (micros: Micros): string => showHours(toHours(micros))

const refuseLongLots = ({ lots, rules }: Problem, findings: Findings): void => {
  for (const lot of lots)
    if (lot.fill > rules.window + windowTolerance)
      findings.error(`Lot ${showName(lot.id)} needs ${hours(lot.fill)}, the window is ${hours(rules.window)}`)
}

/** One lot per block is the longest plan that anybody needs; it has to be countable in whole microseconds. */
const refuseEndlessWork = ({ lots, rules }: Problem, findings: Findings): void => {
  const total = lots.reduce((sum, lot) => sum + lot.fill, 0) + lots.length * rules.clean
  if (total > maxTotal)
    findings.error(
      `The lots need about ${hours(total)} with their cleans, more than the ${hours(maxTotal)} that can be planned`,
    )
}

const warnExpiredLine = ({ rules, initial }: Problem, findings: Findings): void => {
  if (initial && initial.windowUsed > rules.window + windowTolerance)
    findings.warn(
      `The line has used ${hours(initial.windowUsed)} of a window of ${hours(rules.window)}: the plan opens with a clean`,
    )
}

const shortWindow = (lot: Lot): boolean =>
  lot.targetStart !== undefined && lot.targetEnd !== undefined && lot.targetEnd - lot.targetStart < lot.fill

const targetComplaint = (problem: Problem, lot: Lot): string | undefined => {
  const name = `Lot ${showName(lot.id)}`
  if (shortWindow(lot))
    return `${name} needs ${hours(lot.fill)}, its target window is ${hours((lot.targetEnd ?? 0) - (lot.targetStart ?? 0))}`
  const soonest = earliestStart(problem, lot) + lot.fill
  if (lot.targetEnd !== undefined && soonest > lot.targetEnd)
    return `${name} cannot end before ${hours(soonest)} from the start, its target_end is at ${hours(lot.targetEnd)}`
  return undefined
}

/** A target that no plan meets: refused when targets are hard, told beforehand when they are wishes. */
const judgeTargets = (problem: Problem, findings: Findings): void => {
  for (const lot of problem.lots) {
    const complaint = targetComplaint(problem, lot)
    if (complaint && problem.rules.hardTargets) findings.error(complaint)
    else if (complaint) findings.warn(complaint)
  }
}

/**
 * Refuses what no plan can do, each with its numbers. A forbidden changeover alone never makes a plan impossible, since a
 * clean between the two lots is a way round; together with hard targets it can, and then the two lots are named.
 */
export const refuseImpossible = (problem: Problem, findings: Findings): void => {
  refuseLongLots(problem, findings)
  refuseEndlessWork(problem, findings)
  warnExpiredLine(problem, findings)
  if (problem.hasTargets) judgeTargets(problem, findings)
  if (problem.rules.hardTargets && !problem.hasTargets)
    findings.warn("Config: 'hard_targets' has no effect: no lot has a target window")
  if (problem.rules.hardTargets && !findings.failed) reportHardConflicts(problem, findings)
}
