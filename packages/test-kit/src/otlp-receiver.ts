import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type Fields, fieldsIn } from './protobuf.ts'

export interface ReceivedSpan {
  readonly service: string
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string
  /** Those that are texts. */
  readonly attributes: Readonly<Record<string, string>>
}

/** What a collector of OpenTelemetry does first: takes OTLP over HTTP, in protocol buffers, and keeps it. */
export const otlpReceiver = async () => {
  const received: ReceivedSpan[] = []
  const server = createServer(async (req, res) => {
    received.push(...spansIn(fieldsIn(await buffer(req))))
    res.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: (): readonly ReceivedSpan[] => received,
    close: async () => {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}

/** Numbers as opentelemetry-proto has them, trace/v1/trace.proto. */
const spansIn = (request: Fields): ReceivedSpan[] =>
  request.messages(1).flatMap((ofResource) => {
    const [resource] = ofResource.messages(1)
    const service = (resource && attributesIn(resource, 1)['service.name']) ?? ''
    const spans = ofResource.messages(2).flatMap((ofScope) => ofScope.messages(2))
    return spans.map((span) => ({
      service,
      name: span.text(5),
      traceId: span.hex(1),
      spanId: span.hex(2),
      parentSpanId: span.hex(4),
      attributes: attributesIn(span, 9),
    }))
  })

const attributesIn = (message: Fields, number: number): Record<string, string> =>
  Object.fromEntries(message.messages(number).map((pair) => [pair.text(1), pair.messages(2)[0]?.text(1) ?? '']))
