import type { StoredRow } from '../history.ts'
import type { Finding } from './findings.ts'
import type { Schedule, Story } from './story.ts'

const ends = ['completed', 'failed', 'cancelled']

/** Every schedule that was accepted has one end, one plan at most, and one fact about it. */
export const judgeSchedule = (schedule: Schedule, { wipesAt }: Story): Finding[] => {
  const called = `${schedule.id} ('${schedule.name}')`
  const told = schedule.facts.filter(({ fact }) => ends.includes(fact))
  const findings = [...seenChanging(schedule, called)]
  if (told.length > 1)
    findings.push({ wrong: 'doubled', what: `${called} ended ${told.length} times: ${told.map(({ fact }) => fact)}` })
  const { row } = schedule
  if (!row) return [...findings, ...judgeAbsent(schedule, wipesAt, called)]
  if (schedule.withdrawn.some(({ how, sure }) => how === 'deleted' && sure))
    findings.push({ wrong: 'contradicted', what: `${called} was deleted and is there` })
  if (!ends.includes(row.status)) return [...findings, { wrong: 'stuck', what: `${called} is still ${row.status}` }]
  return [...findings, ...judgeEnd(schedule, row, called), ...judgeFact(row, told[0]?.fact, wipesAt, called)]
}

const judgeAbsent = ({ withdrawn, facts }: Schedule, wipesAt: readonly number[], called: string): Finding[] => {
  const deletions = withdrawn.filter(({ how }) => how === 'deleted')
  if (deletions.length === 0) return [{ wrong: 'lost', what: `${called} is not there any more` }]
  const told = facts.some(({ fact }) => fact === 'deleted')
  // An answer that got lost may have been a no.
  const surely = deletions.find(({ sure }) => sure)
  if (told || !surely || excusedByWipe(surely.at, wipesAt)) return []
  return [{ wrong: 'silent', what: `${called} was deleted, and nobody was told` }]
}

/** A terminal state does not change, and neither does the plan. */
const seenChanging = ({ seen, row }: Schedule, called: string): Finding[] => {
  const states = seen.map(({ status, digest }) => `${status} ${digest}`)
  if (row && seen.length > 0) states.push(`${row.status} ${row.digest}`)
  const different = [...new Set(states)]
  return different.length > 1 ? [{ wrong: 'changed', what: `${called} was seen as ${different.join(', then ')}` }] : []
}

const judgeEnd = ({ withdrawn }: Schedule, row: StoredRow, called: string): Finding[] => {
  const findings: Finding[] = []
  if ((row.status === 'completed') !== row.hasPlan && row.status !== 'cancelled')
    findings.push({
      wrong: 'contradicted',
      what: `${called} is ${row.status} ${row.hasPlan ? 'with' : 'without'} a plan`,
    })
  // Every job that is sent can be planned.
  if (row.status === 'failed')
    findings.push({ wrong: 'failed', what: `${called} failed after ${row.attempt} attempts` })
  if (row.status === 'cancelled' && !withdrawn.some(({ how }) => how === 'cancelled'))
    findings.push({ wrong: 'contradicted', what: `${called} was cancelled by nobody` })
  return findings
}

/** A fact that the broker had stored and nobody had read yet is gone with the store; rows are the truth, not facts. */
const lostWithStoreMs = { before: 2_000, after: 10_000 }

export const excusedByWipe = (endedAt: number | null, wipesAt: readonly number[]): boolean =>
  wipesAt.some((at) => {
    const sinceEnd = at - (endedAt ?? Number.NaN)
    return sinceEnd >= -lostWithStoreMs.before && sinceEnd <= lostWithStoreMs.after
  })

const judgeFact = (row: StoredRow, told: string | undefined, wipesAt: readonly number[], called: string): Finding[] => {
  if (told === row.status) return []
  if (told !== undefined) return [{ wrong: 'contradicted', what: `${called} is ${row.status}, and was told ${told}` }]
  return excusedByWipe(row.completedAt, wipesAt)
    ? []
    : [{ wrong: 'silent', what: `${called} is ${row.status}, and nobody was told` }]
}
