import type { CpuTime } from './cpu-time.ts'
import type { Latency } from './latencies.ts'
import type { Throughput } from './throughput.ts'

export const latencyTable = (latencies: readonly Latency[]): string => {
  const header = ['idle, through the gateway (ms)', 'median', 'p99', 'original', 'aim', '']
  const rows = latencies.map(({ name, medianMs, p99Ms, originalMs, aimMs }) => [
    name,
    medianMs.toFixed(2),
    p99Ms.toFixed(2),
    originalMs.toFixed(1),
    aimMs.toFixed(1),
    medianMs <= aimMs ? 'reached' : medianMs <= originalMs ? 'ahead' : 'BEHIND',
  ])
  return [header, ...rows]
    .map(([name = '', ...cells]) => name.padEnd(32) + cells.map((cell) => cell.padStart(10)).join(''))
    .join('\n')
}

export const throughputLine = ({
  submits,
  inFlight,
  acceptedPerSecond,
  refused,
  lost,
  plannedPerSecond,
  cpu,
}: Throughput): string =>
  `\n${submits} submits, ${inFlight} in flight: ${acceptedPerSecond.toFixed(0)} accepted a second (aim 800; the original: 100, one at a time),` +
  ` ${refused} refused, ${lost} lost; all planned at ${plannedPerSecond.toFixed(0)} a second` +
  (cpu
    ? `\nCPU ms a job: while accepting ${perJob(cpu.accepting, submits)}; until planned ${perJob(cpu.inAll, submits)}`
    : '')

const perJob = (cpu: CpuTime, jobs: number): string => {
  const shares = [...cpu].map(([program, ms]) => `${program} ${(ms / jobs).toFixed(2)}`)
  const total = [...cpu.values()].reduce((sum, ms) => sum + ms, 0) / jobs
  return `${total.toFixed(2)} (${shares.join(', ')})`
}
