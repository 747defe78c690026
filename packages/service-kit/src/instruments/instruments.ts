import type { Tracer } from '@opentelemetry/api'
import type { Environment } from '../config.ts'
import type { Logger } from '../logger.ts'
import { openRegistry } from './exposition.ts'
import { type Meters, metersIn } from './meters.ts'

/** What one service is watched by. */
export interface Instruments {
  readonly meters: Meters
  /** Absent while no collector is configured: then tracing costs nothing, and its libraries are not even loaded. */
  readonly tracer: Tracer | undefined
  /** Sends what is still to be sent, and is not shown any more. */
  close(): Promise<void>
}

/** A collector that is away does not hold up the end of a process for longer. */
const flushWithinMs = 2_000

/** Opened before everything else of a service, so closed last. */
export const openInstruments = async (service: string, log: Logger): Promise<Instruments> => {
  const { registry, close } = openRegistry(service)
  const otlp = wantsTraces(process.env) ? (await import('./otlp.ts')).openOtlp(service, log) : undefined
  return {
    meters: metersIn(registry),
    tracer: otlp?.tracer,
    async close() {
      close()
      await within(flushWithinMs, otlp?.close())
    },
  }
}

const wantsTraces = (env: Environment): boolean => {
  const collector = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT
  return Boolean(collector) && env.OTEL_SDK_DISABLED?.toLowerCase() !== 'true' && env.OTEL_TRACES_EXPORTER !== 'none'
}

const within = async (ms: number, work: Promise<void> | undefined): Promise<void> => {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work?.catch(() => undefined), late])
  clearTimeout(timer)
}
