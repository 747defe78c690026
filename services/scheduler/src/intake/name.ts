import type { Problems } from './problems.ts'

/** The planner's name for the schedule, or one that tells it from the others in a list. */
export const readName = (text: string | null | undefined, nowMs: number, problems: Problems): string => {
  if (text === undefined || text === null)
    return `Schedule ${new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ')}`
  const name = text.trim()
  if (name === '') problems.add('name', { errors: ["'name' must not be blank"] })
  if (/\p{Cc}/u.test(name) || !name.isWellFormed())
    problems.add('name', { errors: ["'name' must not contain control characters"] })
  return name
}
