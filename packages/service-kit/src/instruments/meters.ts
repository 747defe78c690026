import { setTimeout as late } from 'node:timers/promises'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/**
 * What a service counts and measures. Labels are names of ours (a route, a lane, a strategy), never users or ids: each
 * new value is a new series for ever.
 */
export interface Meters {
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>
  histogram<L extends string>(
    name: string,
    help: string,
    options: { readonly labels?: readonly L[]; readonly buckets: readonly number[] },
  ): Histogram<L>
  /** `look` is called when somebody asks for the metrics, and only then. While it fails the gauge says nothing. */
  gauge<L extends string>(name: string, help: string, labels: readonly L[], look: Look<L>): void
}

/** The values of now, one for each combination of labels. */
export type Look<L extends string> = () => Reading<L>[] | Promise<readonly Reading<L>[]>
export type Reading<L extends string> = readonly [labels: Readonly<Record<L, string>>, value: number]

export const metersIn = (registry: Registry): Meters => {
  const registers = [registry]
  return {
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: labels, registers }),
    histogram: (name, help, { labels = [], buckets }) =>
      new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers }),
    gauge: (name, help, labelNames, look) =>
      void new Gauge({ name, help, labelNames, registers, collect: show(look, labelNames.length > 0) }),
  }
}

/** What is gone since the last look must not stay as it was. */
const show = <L extends string>(look: Look<L>, labelled: boolean) =>
  async function (this: Gauge<L>): Promise<void> {
    const readings = await inTime(look).catch(() => [])
    this.reset()
    // A gauge without labels would say zero, which is a value like any other.
    if (readings.length === 0 && !labelled) this.remove()
    for (const [labels, value] of readings) this.set(labels as Partial<Record<L, string>>, value)
  }

/** Whoever asks gives up after some seconds, and would then know nothing at all. */
const patienceMs = 2_000

const inTime = async <L extends string>(look: Look<L>): Promise<readonly Reading<L>[]> => {
  const done = new AbortController()
  try {
    return await Promise.race([look(), late(patienceMs, [], { signal: done.signal, ref: false })])
  } finally {
    done.abort()
  }
}
