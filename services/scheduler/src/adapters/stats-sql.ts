import { type ScheduleStats, type ScheduleStatus, scheduleStatuses } from '@filling/contracts'
import { sql } from 'kysely'
import type { Db } from './rows.ts'

type Row =
  | { readonly kind: 'status'; readonly name: ScheduleStatus; readonly count: number }
  | { readonly kind: 'strategy'; readonly name: string; readonly count: number }

/** Each half reads the index that the list uses for its filter, and no row. */
export const countSchedules =
  (db: Db) =>
  async (ownerId: number): Promise<ScheduleStats> => {
    const { rows } = await sql<Row>`
      select 'status' as kind, status as name, count(*) as count
      from scheduling.schedule where owner_id = ${ownerId} group by status
      union all
      select 'strategy', strategy, count(*) from scheduling.schedule where owner_id = ${ownerId} group by strategy
      order by kind, name`.execute(db)
    const counts = rows.filter((row) => row.kind === 'status').map(({ name, count }) => [name, count] as const)
    const by_status = {
      ...Object.fromEntries(scheduleStatuses.map((status) => [status, 0])),
      ...Object.fromEntries(counts),
    }
    return {
      total: counts.reduce((sum, [, count]) => sum + count, 0),
      by_status,
      by_strategy: Object.fromEntries(
        rows.filter((row) => row.kind === 'strategy').map((row) => [row.name, row.count]),
      ),
    }
  }
