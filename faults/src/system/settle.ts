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
    if (performance.now() > deadline || (rows.length === seen.size && (await isQuiet(system, prefix, rows)))) break
    await pause(200)
  }
  const rows = await db.rowsNamed(prefix)
  history.note({ kind: 'census', prefix, rows, unsent: await db.unsent(rows.map(({ id }) => id)) })
}

/** Nothing left to send, and every end was told. */
const isQuiet = async (system: System, prefix: string, rows: readonly StoredRow[]): Promise<boolean> => {
  const { db, told, history } = system
  const { wipesAt, schedules } = storyOf(history.entries.filter(({ kind }) => asked.has(kind)))
  const ends = rows.map(({ id, status, completedAt }) => ({ tale: `${id}:${status}`, at: completedAt }))
  for (const { id, name, withdrawn } of schedules.values()) {
    const deleted = withdrawn.find(({ how, sure }) => how === 'deleted' && sure)
    if (deleted && name.startsWith(prefix)) ends.push({ tale: `${id}:deleted`, at: deleted.at })
  }
  const silent = ends.filter(({ tale, at }) => !told.has(tale) && !excusedByWipe(at, wipesAt))
  return silent.length === 0 && (await db.unsent(rows.map(({ id }) => id))) === 0
}

/** What we did ourselves, as opposed to what we have seen. */
const asked = new Set(['fault', 'accepted', 'withdrawn'])
