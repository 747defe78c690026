import { setTimeout as late } from 'node:timers/promises'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/**
 * What a service counts and measures. Labels are names of ours (a route, a lane, a strategy), never users or ids: each
 * new value is a new series for ever.
 */
export interface Meters {
  /** The same name again is the same counter. */
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>
  histogram<L extends string>(
    name: string,
    help: string,
    options: { readonly labels?: readonly L[]; readonly buckets: readonly number[] },
  ): Histogram<L>
  /**
   * `look` is called when somebody asks for the metrics, and only then. While it fails the gauge says nothing. Under the
   * same name several parts of a service may look; what has the same labels adds up.
   */
  gauge<L extends string>(name: string, help: string, labels: readonly L[], look: Look<L>): void
}

/** The values of now, one for each combination of labels. */
export type Look<L extends string> = () => Readings<L> | Promise<Readings<L>>
type Readings<L extends string> = readonly (readonly [labels: Readonly<Record<L, string>>, value: number])[]

export const metersIn = (registry: Registry): Meters => {
  const registers = [registry]
  const looks = new Map<string, Look<string>[]>()
  return {
    counter: (name, help, labelNames = []) =>
      (registry.getSingleMetric(name) as Counter<never> | undefined) ??
      new Counter({ name, help, labelNames, registers }),
    histogram: (name, help, { labels = [], buckets }) =>
      new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers }),
    gauge(name, help, labelNames, look) {
      const known = looks.get(name)
      if (known) return void known.push(look)
      const all = [look]
      looks.set(name, all)
      new Gauge({ name, help, labelNames, registers, collect: show(all, labelNames.length > 0) })
    },
  }
}

/** What is gone since the last look must not stay as it was. */
const show = <L extends string>(looks: readonly Look<L>[], labelled: boolean) =>
  async function (this: Gauge<L>): Promise<void> {
    const readings = (await Promise.all(looks.map((look) => inTime(look).catch(() => [])))).flat()
    this.reset()
    // A gauge without labels would say zero, which is a value like any other.
    if (readings.length === 0 && !labelled) this.remove()
    for (const [labels, value] of readings) this.inc(labels as Partial<Record<L, string>>, value)
  }

/** Whoever asks gives up after some seconds, and would then know nothing at all. */
const patienceMs = 2_000

const inTime = async <L extends string>(look: Look<L>): Promise<Readings<L>> => {
  const done = new AbortController()
  try {
    return await Promise.race([look(), late(patienceMs, [], { signal: done.signal, ref: false })])
  } finally {
    done.abort()
  }
}
