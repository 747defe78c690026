import type { Finding } from './findings.ts'
import type { Story } from './story.ts'

/** What the database must look like at the end, apart from each single schedule. */
export const judgeStore = (story: Story): Finding[] => [...incomplete(story), ...doubles(story), ...traces(story)]

const incomplete = ({ unsent, schedules, refused, unanswered }: Story): Finding[] => {
  if (schedules.size + refused.length + unanswered.size === 0)
    return [{ wrong: 'incomplete', what: 'nothing was submitted' }]
  if (unsent === undefined) return [{ wrong: 'incomplete', what: 'nobody looked into the database at the end' }]
  return unsent === 0 ? [] : [{ wrong: 'stuck', what: `${unsent} messages never left the outbox` }]
}

/** Sent twice under one key, stored once. */
const doubles = ({ acceptedIdsByName, rows, unanswered }: Story): Finding[] => {
  const rowsByName = Map.groupBy(rows, ({ name }) => name)
  const names = new Set([...acceptedIdsByName.keys(), ...unanswered])
  return [...names].flatMap((name) => {
    const ids = new Set([...(acceptedIdsByName.get(name) ?? []), ...(rowsByName.get(name) ?? []).map(({ id }) => id)])
    return ids.size > 1 ? [{ wrong: 'doubled', what: `'${name}' is stored as ${[...ids].join(' and ')}` }] : []
  })
}

const traces = ({ refused, rows, acceptedIdsByName, unanswered }: Story): Finding[] =>
  refused.flatMap(({ name, status }) => {
    if (acceptedIdsByName.has(name) || unanswered.has(name)) return []
    const left = rows.find((row) => row.name === name)
    return left ? [{ wrong: 'trace left', what: `'${name}' was refused with ${status} and is ${left.id}` }] : []
  })
