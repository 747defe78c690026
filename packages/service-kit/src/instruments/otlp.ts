import { context, propagation, type Tracer } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Logger } from '../logger.ts'
import { samplerFrom } from './sampler.ts'

/** Sends the spans of one service to the collector that the standard `OTEL_` variables name. */
export const openOtlp = (service: string, log: Logger): { readonly tracer: Tracer; close(): Promise<void> } => {
  // Both once for the process; further calls change nothing.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  setGlobalErrorHandler((error) => log.warn({ why: String(error) }, 'traces could not be sent'))

  const named = resourceFromAttributes({ 'service.name': service, 'service.namespace': 'filling-scheduler' })
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerFrom(process.env),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  return { tracer: provider.getTracer('filling-scheduler'), close: () => provider.shutdown() }
}
