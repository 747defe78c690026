import { createHash } from 'node:crypto'
import { buildProblem, type Config, type LotInput, type LotSource, parseConfig, parseLots } from '@filling/core'
import type { Submission } from '../schedule.ts'
import { readName } from './name.ts'
import { Problems } from './problems.ts'
import { type Reading, read } from './reading.ts'
import { readStartTime } from './start-time.ts'
import { readStrategy } from './strategy.ts'

/** A submit after its envelope was opened; lots and config are still whatever the caller sent. */
export interface Draft {
  readonly name?: string | null
  readonly strategy?: string | null
  readonly config?: unknown
  readonly start_time?: string | null
  readonly lots: unknown
  readonly source?: LotSource
  /** Found before the lots could be looked at (a CSV file that cannot be read). */
  readonly errors?: readonly string[]
  readonly warnings?: readonly string[]
}

/** Checks everything about a submit and reports all problems together. */
export const readSubmission = (draft: Draft, nowMs: number): Reading<Submission> => {
  const problems = new Problems()
  const name = readName(draft.name, nowMs, problems)
  const strategy = readStrategy(draft.strategy, problems)
  const startTimeMs = readStartTime(draft.start_time, nowMs, problems)
  const lots = readLots(draft, startTimeMs, problems)
  const refusal = problems.refusal()
  if (refusal) return refusal
  const config = JSON.stringify(draft.config ?? {})
  return read({
    ...strategy,
    name,
    startTimeMs,
    lots: JSON.stringify(lots.map(toDocument)),
    config,
    lotsCount: lots.length,
    warnings: problems.warnings,
    hash: hashOf(draft, lots, config),
  })
}

/** Also the whole of `POST /schedule/validate`: what it lets through, a submit accepts. */
export const readLots = (draft: Draft, startTimeMs: number, problems: Problems): readonly LotInput[] => {
  problems.add('lots', { errors: draft.errors ?? [], warnings: draft.warnings ?? [] })
  const config = parseConfig(draft.config)
  problems.add('config', config)
  if (draft.errors?.length) return []
  const lots = parseLots(draft.lots, config.value ?? defaults(), draft.source)
  problems.add('lots', lots)
  if (lots.value === undefined || config.value === undefined) return lots.value ?? []
  problems.add('impossible', buildProblem(lots.value, config.value, startTimeMs))
  return lots.value
}

const defaults = (): Config => parseConfig(undefined).value as Config

/** Back to the form of the public API, with what was derived (fill hours) and without what was ignored. */
const toDocument = ({ lotId, lotType, vials, fillHours, targetStartMs, targetEndMs, priority }: LotInput): object => ({
  lot_id: lotId,
  lot_type: lotType,
  vials,
  fill_hours: fillHours,
  ...(targetStartMs === undefined ? {} : { target_start: new Date(targetStartMs).toISOString() }),
  ...(targetEndMs === undefined ? {} : { target_end: new Date(targetEndMs).toISOString() }),
  ...(priority === undefined ? {} : { priority }),
})

/** Over what was asked for, not over what it became: an absent name or start time is the same however late it is sent. */
const hashOf = ({ name, strategy, start_time }: Draft, lots: readonly LotInput[], config: string): string =>
  createHash('sha256')
    .update(JSON.stringify([name ?? null, strategy ?? null, start_time ?? null, lots]))
    .update(config)
    .digest('hex')
