import type { Account } from './account.ts'
import type { Figures, Spread } from './measure.ts'

const times = ({ p50, p99 }: Spread): string => `${p50.toFixed(1)} / ${p99.toFixed(1)}`

const lines: readonly (readonly [string, (figures: Figures) => string])[] = [
  ['added a second, 16 at once', ({ addedPerSecond }) => addedPerSecond.toFixed(0)],
  ['ended a second, from the first add', ({ endedPerSecond }) => endedPerSecond.toFixed(0)],
  ['picked up, idle, p50 / p99 ms', ({ pickup }) => times(pickup)],
  ['call to end, idle, p50 / p99 ms', ({ endToEnd }) => times(endToEnd)],
  ['CPU of all processes, ms a job', ({ cpuMsPerJob }) => cpuMsPerJob.toFixed(2)],
]

export const jobsTable = (all: readonly Figures[]): string => {
  const row = (head: string, cells: readonly string[]) =>
    head.padEnd(36) + cells.map((cell) => cell.padStart(18)).join('')
  const named = row(
    '',
    all.map(({ name }) => name),
  )
  return [named, ...lines.map(([head, cell]) => row(head, all.map(cell)))].join('\n')
}

/** Ours at the scheduler api, as a multiple of each other queue; of times, less than one is faster. */
export const ratioLines = (us: Figures, others: readonly Figures[]): string =>
  others
    .map((other) => {
      const of = (figure: (figures: Figures) => number) => (figure(us) / figure(other)).toFixed(2)
      const pickup = `${of(({ pickup: { p50 } }) => p50)} / ${of(({ pickup: { p99 } }) => p99)}`
      const rates = `added ${of((it) => it.addedPerSecond)}, ended ${of((it) => it.endedPerSecond)}`
      return `${us.name} : ${other.name}  ${rates}, picked up ${pickup}`
    })
    .join('\n')

export const accountLine = ({ http, gateway, checking, planning }: Account, { cpuMsPerJob }: Figures): string => {
  const rest = cpuMsPerJob - http - checking - planning
  const parts = {
    'HTTP and token': http,
    'reading and checking': checking,
    planning,
    'storing, handing over, ending': rest,
  }
  const shares = Object.entries(parts).map(([name, ms]) => `${name} ${ms.toFixed(2)}`)
  return `CPU ms of one of ours: ${shares.join(', ')}; the gateway adds ${gateway.toFixed(2)}`
}
