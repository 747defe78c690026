import { nameComplaint } from '@filling/core'
import type { Problems } from './problems.ts'

// The contract's limit: longer names are refused before.
const maxNameChars = 255

/** The planner's name for the schedule, or one that tells it from the others in a list. */
export const readName = (text: string | null | undefined, nowMs: number, problems: Problems): string => {
  if (text === undefined || text === null)
    return `Schedule ${new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ')}`
  const name = text.trim()
  const complaint = nameComplaint(name, maxNameChars)
  if (complaint) problems.add('name', { errors: [`'name' ${complaint}`] })
  return name
}
