import { isTerminal, scheduleStatuses } from '@filling/contracts'
import type { Entry } from '../history.ts'
import { type Finding, wrongs } from '../judge/findings.ts'
import { type Of, storyOf } from '../judge/story.ts'
import { quantile } from '../quantile.ts'

/** What a reader wants to know of many runs. */
export const tableOf = (entries: readonly Entry[], findings: readonly Finding[]): string => {
  const of = <K extends Entry['kind']>(kind: K) => entries.filter((entry): entry is Of<K> => entry.kind === kind)
  const { schedules, rows } = storyOf(entries)
  const recovered = of('recovered').map(({ afterMs }) => afterMs)
  const ends = scheduleStatuses.filter(isTerminal)
  return [
    ['runs', new Set([...schedules.values()].map(({ name }) => name.split('.')[0])).size],
    ['schedules accepted', schedules.size],
    ...ends.map((status) => [`  ${status}`, rows.filter((row) => row.status === status).length] as const),
    ['  deleted', schedules.size - rows.length],
    ['submits refused, without an answer', `${of('refused').length}, ${of('unanswered').length}`],
    ['faults', of('fault').length],
    ...countsOf(of('fault').map(({ fault }) => fault)),
    ['processes ended: by us, by themselves', exits(of('exit'))],
    ['work begun again after the SIGKILL of its solver', recovered.length],
    ['  p50, p99, longest (s)', [0.5, 0.99, 1].map((share) => seconds(recovered, share)).join(', ')],
    ...wrongs.map((wrong) => [wrong, findings.filter((finding) => finding.wrong === wrong).length] as const),
  ]
    .map(([name, value]) => `${String(name).padEnd(52)}${String(value).padStart(16)}`)
    .join('\n')
}

const countsOf = (names: readonly string[]): (readonly [string, number])[] =>
  [...Map.groupBy(names, (name) => name)]
    .map(([name, all]) => [`  ${name}`, all.length] as const)
    .sort(([a], [b]) => a.localeCompare(b))

const exits = (all: readonly Of<'exit'>[]): string => {
  const meant = all.filter(({ meant }) => meant).length
  return `${meant}, ${all.length - meant}`
}

const seconds = (values: readonly number[], share: number): string =>
  values.length === 0 ? '–' : (quantile(values, share) / 1_000).toFixed(1)
