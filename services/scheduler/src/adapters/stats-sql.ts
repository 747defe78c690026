import { type ScheduleStats, type ScheduleStatus, scheduleStatuses } from '@filling/contracts'
import { asOwner } from '@filling/database'
import { sql } from 'kysely'
import type { Db } from './rows.ts'

/** One of the two names; the other is what the row adds up. */
interface Row {
  readonly status: ScheduleStatus | null
  readonly strategy: string | null
  readonly count: number
}

/** Reads the index that the list uses, once, and no row. */
export const countSchedules =
  (db: Db) =>
  async (ownerId: number): Promise<ScheduleStats> => {
    const { rows } = await sql<Row>`
      select status, strategy, count(*) as count from scheduling.schedule where owner_id = ${ownerId}
      group by grouping sets ((status), (strategy)) order by status, strategy`.execute(asOwner(db, ownerId))
    const byStatus = Object.fromEntries(rows.flatMap(({ status, count }) => (status ? [[status, count]] : [])))
    const byStrategy = rows.flatMap(({ strategy, count }) => (strategy ? [[strategy, count] as const] : []))
    return {
      total: byStrategy.reduce((sum, [, count]) => sum + count, 0),
      by_status: { ...Object.fromEntries(scheduleStatuses.map((status) => [status, 0])), ...byStatus },
      by_strategy: Object.fromEntries(byStrategy),
    }
  }
