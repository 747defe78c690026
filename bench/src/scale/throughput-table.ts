import { boundBy } from './bound.ts'
import { markdown, percent, short } from './markdown.ts'
import type { Row } from './measure.ts'
import { kinds } from './system.ts'
import type { Wait } from './waits.ts'

const head = [
  'jobs',
  'solvers',
  'jobs/s',
  'speed-up',
  'submit → completed, p50 / p99',
  'cores busy (ours)',
  'slots taken',
  'bound by',
]

const named = ({ scenario, jobs, solvers }: Row): string[] => [`${scenario} (${jobs})`, String(solvers)]

/** Against the fewest solvers of the same run. */
const speedUp = (row: Row, rows: readonly Row[]): string => {
  const first = rows.find(({ scenario }) => scenario === row.scenario) as Row
  return (row.jobsPerSecond / first.jobsPerSecond).toFixed(2)
}

export const throughputTable = (rows: readonly Row[]): string =>
  markdown(
    head,
    rows.map((row) => [
      ...named(row),
      short(row.jobsPerSecond),
      `${speedUp(row, rows)} ×`,
      `${short(row.submitToCompleted.p50)} / ${short(row.submitToCompleted.p99)} s`,
      `${percent(row.coresAll)} (${percent(row.coresOurs)})`,
      percent(row.slotsTaken),
      boundBy(row),
    ]),
  )

/** Where the processor's time of a job went, and how much of it was search. */
export const processorTable = (rows: readonly Row[]): string =>
  markdown(
    ['jobs', 'solvers', ...kinds.map((kind) => `${kind}, ms a job`), 'search steps/s'],
    rows.map((row) => [...named(row), ...kinds.map((kind) => short(row.cpuMsPerJob[kind])), short(row.stepsPerSecond)]),
  )

export const waitsTable = (waits: readonly Wait[]): string =>
  markdown(
    ['of what two solvers can plan', 'quick jobs/s', 'submit → completed, p50', 'p99'],
    waits.map(({ load, jobsPerSecond, submitToCompleted: { p50, p99 } }) => [
      percent(load),
      short(jobsPerSecond),
      `${short(p50)} s`,
      `${short(p99)} s`,
    ]),
  )

export const verdict = (rows: readonly Row[]): string => {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  return `${sum(({ jobs }) => jobs)} jobs, ${sum(({ lost }) => lost)} lost, ${sum(({ doubled }) => doubled)} doubled`
}
