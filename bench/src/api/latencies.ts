import { type Caller, lots } from './signed-in.ts'

export interface Latency {
  readonly name: string
  readonly medianMs: number
  readonly p99Ms: number
  /** Medians of the original on such a machine, and what we aim for. */
  readonly originalMs: number
  readonly aimMs: number
}

interface Measured {
  readonly name: string
  readonly originalMs: number
  readonly aimMs: number
  /** A number is a time that the call took itself. */
  readonly call: () => Promise<unknown>
}

/** One request at a time on an idle system, through the gateway, one round of each in turn. */
export const measureLatencies = async (caller: Caller, rounds: number): Promise<Latency[]> => {
  const calls = await callsOf(caller)
  const times = new Map(calls.map(({ name }) => [name, [] as number[]]))
  const warmUp = Math.ceil(rounds / 4)
  for (const { name, call } of calls) {
    for (let round = -warmUp; round < rounds; round++) {
      const start = performance.now()
      await call()
      if (round >= 0) times.get(name)?.push(performance.now() - start)
    }
  }
  return calls.map(({ name, originalMs, aimMs }) => {
    const sorted = (times.get(name) ?? []).sort((a, b) => a - b)
    return { name, originalMs, aimMs, medianMs: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) }
  })
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

const callsOf = async ({ client }: Caller): Promise<Measured[]> => {
  const submit = () => client.createSchedule({ lots_data: lots, strategy: 'smart-pack' })
  // Asks again at once: a pause between two looks would be measured too.
  const plan = async () => client.waitForCompletion((await submit()).id, { firstPauseMs: 0, longestPauseMs: 0 })
  const { id } = await plan()
  return [
    { name: 'POST', originalMs: 10.6, aimMs: 5, call: submit },
    { name: 'submit → completed', originalMs: 16.9, aimMs: 12, call: plan },
    { name: 'GET', originalMs: 3.4, aimMs: 2, call: () => client.getSchedule(id) },
    { name: 'list of 20', originalMs: 3.8, aimMs: 3, call: () => client.listSchedules() },
    { name: 'export JSON', originalMs: 3.2, aimMs: 3, call: () => client.exportJson(id) },
    { name: 'export CSV', originalMs: 3.3, aimMs: 3, call: () => client.exportCsv(id) },
    { name: 'validate', originalMs: 2.6, aimMs: 1.5, call: () => client.validate(lots) },
  ]
}
