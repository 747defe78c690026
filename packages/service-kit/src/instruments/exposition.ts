import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client'

/** Of everything that is open in this process: usually one service, in `npm start` all of them. */
const open = new Set<Registry>()

/** Measures of the process itself: CPU, memory, file handles, garbage collection, how late the event loop is. */
let ofProcess: Registry | undefined

const watchProcess = (): Registry => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 })
  return registry
}

/** A registry whose every series says which service it is about, shown until it is closed. */
export const openRegistry = (service: string): { readonly registry: Registry; close(): void } => {
  ofProcess ??= watchProcess()
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  open.add(registry)
  return { registry, close: () => void open.delete(registry) }
}

export const expositionType = Registry.PROMETHEUS_CONTENT_TYPE

/** What this process has to tell, in Prometheus' text format. */
export const exposition = async (): Promise<string> => {
  const all = [...(ofProcess ? [ofProcess] : []), ...open]
  return AggregatorRegistry.aggregate(await Promise.all(all.map((each) => each.getMetricsAsJSON()))).metrics()
}
