import { parseInstant } from '@filling/core'
import type { Problems } from './problems.ts'

/** Milliseconds since 1970; now when absent. Text without an offset is UTC, and its sender is told so. */
export const readStartTime = (text: string | null | undefined, nowMs: number, problems: Problems): number => {
  if (text === undefined || text === null) return nowMs
  const instant = parseInstant(text)
  if (!instant) {
    const shown = JSON.stringify(text.slice(0, 64))
    problems.add('start', { errors: [`Invalid start_time format ${shown}: use ISO 8601 like 2026-03-02T08:00:00Z`] })
    return nowMs
  }
  if (instant.assumed) problems.add('start', { errors: [], warnings: [`start_time ${instant.assumed}`] })
  return instant.epochMs
}
