import { setTimeout as pause } from 'node:timers/promises'
import type { StoredRow } from '../history.ts'
import { excusedByWipe } from '../judge/one-schedule.ts'
import { storyOf } from '../judge/story.ts'
import type { System } from './system.ts'

const open = new Set(['pending', 'running'])

/**
 * Waits until everything that was submitted under the prefix is over and told, or the time is up, and notes what is
 * there: the judge decides what that means. Looks twice at each end, through the API and in the database.
 */
export const settle = async (system: System, prefix: string, withinMs: number): Promise<void> => {
  const { db, history } = system
  const deadline = performance.now() + withinMs
  const seen = new Set<number>()
  for (;;) {
    const rows = await db.rowsNamed(prefix)
    for (const { id, status, digest } of rows) {
      if (open.has(status) || seen.has(id)) continue
      seen.add(id)
      history.note({ kind: 'seen', id, status, digest })
    }
    if (performance.now() > deadline || (rows.length === seen.size && (await isQuiet(system, rows)))) break
    await pause(200)
  }
  const rows = await db.rowsNamed(prefix)
  history.note({ kind: 'census', prefix, rows, unsent: await db.unsent(rows.map(({ id }) => id)) })
}

/** Nothing left to send, and every end was told. */
const isQuiet = async ({ db, told, history }: System, rows: readonly StoredRow[]): Promise<boolean> => {
  const { wipesAt } = storyOf(history.entries.filter(({ kind }) => kind === 'fault'))
  const silent = rows.filter((row) => !told.has(`${row.id}:${row.status}`) && !excusedByWipe(row, wipesAt))
  return silent.length === 0 && (await db.unsent(rows.map(({ id }) => id))) === 0
}
