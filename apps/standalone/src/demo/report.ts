import type { CompletedSchedule } from '@filling/client'

const kpis = ['Makespan (h)', 'Total Clean (h)', 'Total Changeover (h)', 'Total Fill (h)', 'Clean Blocks']

/** Several plans of the same lots side by side. */
export const kpiTable = (plans: readonly CompletedSchedule[]): string => {
  const rows: [string, ...string[]][] = [
    ['', ...plans.map(({ strategy }) => strategy)],
    ...kpis.map((name): [string, ...string[]] => [name, ...plans.map(({ result }) => number(result.kpis[name]))]),
    ['Utilization (%)', ...plans.map(({ result }) => number(result.utilization))],
    ['No plan is shorter than (h)', ...plans.map(({ result }) => number(result.optimality.lower_bound))],
  ]
  const first = Math.max(...rows.map(([name]) => name.length))
  return rows
    .map(([name, ...cells]) => `  ${name.padEnd(first)}${cells.map((c) => c.padStart(14)).join('')}`)
    .join('\n')
}

const number = (value: number | undefined): string => {
  if (value === undefined) return '–'
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}

/** What the plan's proof says, for somebody who has to believe it. */
export const proofOf = ({ result }: CompletedSchedule): string => {
  const { status, lower_bound, gap_percent } = result.optimality
  if (status === 'optimal') return `proved: no plan is shorter than ${hours(lower_bound)}.`
  return `${hours(result.makespan)}; no plan is shorter than ${hours(lower_bound)}, so this one can be beaten by ${gap_percent.toFixed(2)} % at most.`
}

const hours = (value: number): string => `${value.toFixed(2)} h`
