import type { ScheduleStatus, ScheduleSummary } from '@filling/contracts'
import type { Kysely } from 'kysely'

export type Db = Kysely<unknown>

/** Columns of a summary as the driver gives them. */
export interface SummaryRow {
  readonly id: number
  readonly name: string
  readonly strategy: string
  readonly status: ScheduleStatus
  readonly created_at: Date
  readonly started_at: Date | null
  readonly completed_at: Date | null
  readonly error_message: string | null
  readonly start_time: Date
}

export const toSummary = (row: SummaryRow): ScheduleSummary => ({
  id: row.id,
  name: row.name,
  strategy: row.strategy,
  status: row.status,
  created_at: row.created_at.toISOString(),
  started_at: row.started_at?.toISOString() ?? null,
  completed_at: row.completed_at?.toISOString() ?? null,
  error_message: row.error_message,
  start_time: row.start_time.toISOString(),
})
