import { eventually, freshDatabase, natsServer, otlpReceiver, type Program } from '@filling/test-kit'
import { freePorts, serviceProcess } from './processes.ts'

/** What no log may ever show, whatever happens. */
export const secretSettings = {
  AUTH_KEY_SECRET: 'a-key-secret-of-at-least-32-letters',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=a-collector-secret',
}

/** Every service as a process that tells all it can: metrics, traces to a collector, logs at the lowest level. */
export const startWatched = async () => {
  await using starting = new AsyncDisposableStack()
  const database = starting.adopt(await freshDatabase(), (part) => part.drop())
  const broker = starting.adopt(await natsServer(), (part) => part.close())
  const collector = starting.adopt(await otlpReceiver(), (part) => part.close())
  const [gateway = 0, metrics = 0, auth = 0, api = 0, files = 0, solver = 0] = await freePorts(6)
  const at = (port: number): string => `http://127.0.0.1:${port}`
  const everybody = {
    ...secretSettings,
    LOG_LEVEL: 'trace',
    DATABASE_URL: database.url,
    NATS_URL: broker.url,
    AUTH_URL: at(auth),
    SCHEDULER_URL: at(api),
    EXPORT_URL: at(files),
    METRICS_PORT: String(metrics),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  }
  const start = (entry: string, port: number): Program => {
    const settings = { ...everybody, PORT: String(port), GATEWAY_PORT: String(port) }
    return starting.adopt(serviceProcess(`services/${entry}`, settings), (part) => part.kill())
  }
  const processes = {
    auth: start('auth/src/main.ts', auth),
    'scheduler-api': start('scheduler/src/api-main.ts', api),
    'scheduler-solver': start('scheduler/src/solver-main.ts', solver),
    export: start('export/src/main.ts', files),
    gateway: start('gateway/src/main.ts', gateway),
  }
  const ready = async (): Promise<boolean> => (await fetch(`${at(gateway)}/readyz`)).ok
  await eventually(ready, { withinMs: 100_000 })
  const open = starting.move()
  return {
    url: at(gateway),
    /** Where each process answers Prometheus. */
    scraped: [metrics, auth, api, files, solver].map(at),
    processes,
    broker,
    spans: collector.spans,
    /** Addresses of servers, and the password in one where it is more than a word. */
    addresses: [database.url, broker.url, new URL(database.url).password].filter(({ length }) => length > 7),
    close: () => open.disposeAsync(),
  }
}

export type WatchedSystem = Awaited<ReturnType<typeof startWatched>>
