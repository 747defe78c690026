import {
  type Context,
  context,
  createContextKey,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'

/** Whoever began the trace in this process: in `npm start` several services trace under their own names. */
const tracerKey = createContextKey('tracer')

/** Headers of a request or a message. */
type Carrier = Readonly<Record<string, unknown>>

/** The first span of a process in a trace that another one may have begun. */
export const beginSpan = (
  tracer: Tracer,
  name: string,
  { kind, from }: { readonly kind: SpanKind; readonly from: Carrier },
): { readonly span: Span; readonly inside: Context } => {
  const before = propagation.extract(context.active(), from)
  const span = tracer.startSpan(name, { kind }, before)
  return { span, inside: trace.setSpan(before, span).setValue(tracerKey, tracer) }
}

/** Works on a message as part of the trace that it comes from. Without a tracer it only works. */
export const inMessageSpan = <T>(
  tracer: Tracer | undefined,
  { name, headers }: { readonly name: string; readonly headers: Carrier },
  work: () => Promise<T>,
): Promise<T> => {
  if (!tracer) return work()
  const { span, inside } = beginSpan(tracer, name, { kind: SpanKind.CONSUMER, from: headers })
  const id = headers['x-request-id']
  if (typeof id === 'string') span.setAttribute('filling.request_id', id)
  return context.with(inside, () => untilEnd(span, work))
}

/** A step of the request or the message under way, as a span of its own; only the step while nothing is traced. */
export const inSpan = <T>(name: string, work: () => Promise<T>, kind: SpanKind = SpanKind.INTERNAL): Promise<T> => {
  const around = context.active()
  const tracer = around.getValue(tracerKey) as Tracer | undefined
  if (!tracer) return work()
  const span = tracer.startSpan(name, { kind }, around)
  return context.with(trace.setSpan(around, span), () => untilEnd(span, work))
}

/** The same, for a call to a neighbour: what it does there hangs below. */
export const inCallSpan = <T>(name: string, work: () => Promise<T>): Promise<T> => inSpan(name, work, SpanKind.CLIENT)

/** `headers` with the place in the trace that whoever receives them goes on from; unchanged while nothing is traced. */
export const withTrace = <T extends Record<string, string>>(headers: T): T => {
  propagation.inject(context.active(), headers)
  return headers
}

const untilEnd = async <T>(span: Span, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    // The text of an error is for the log, where secrets are struck out.
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'Error' })
    throw error
  } finally {
    span.end()
  }
}
