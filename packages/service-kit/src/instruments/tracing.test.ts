import { eventually, otlpReceiver, type ReceivedSpan } from '@filling/test-kit'
import { Router } from 'express'
import { afterAll, expect, it, vi } from 'vitest'
import { jsonBody } from '../body.ts'
import { httpApp } from '../http-app.ts'
import { type Listening, listen } from '../listen.ts'
import { createLogger } from '../logger.ts'
import { contextHeaders } from '../upstream.ts'
import { openInstruments } from './instruments.ts'
import { inCallSpan, inMessageSpan, inSpan } from './tracing.ts'

const log = createLogger('test', 'silent')
const parts = new AsyncDisposableStack()
afterAll(() => parts.disposeAsync())
const receiver = parts.adopt(await otlpReceiver(), (part) => part.close())

const openWith = async (env: Readonly<Record<string, string>>, service: string) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const instruments = await openInstruments(service, log)
  vi.unstubAllEnvs()
  return instruments
}
const collected = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }

/** Hands on what it is sent to `next`, or answers the headers that reached it. */
const service = async (name: string, next?: Listening) => {
  const instruments = await openWith(collected, name)
  const routes = Router().post('/thing/:id', ...jsonBody(1_000), async (req, res) => {
    if (!next) return void res.json(await inSpan('work', async () => contextHeaders(req, res)))
    const call = () =>
      fetch(`${next.url}/thing/1`, {
        method: 'POST',
        body: '{}',
        headers: { ...contextHeaders(req, res), 'content-type': 'application/json' },
      })
    res.json(await (await inCallSpan('ask', call)).json())
  })
  const server = await listen(httpApp({ log, instruments, checks: {}, routes: [routes] }), {
    port: 0,
    host: '127.0.0.1',
  })
  return { ...server, flush: () => instruments.close(), instruments }
}

const parentsOf = (spans: readonly ReceivedSpan[], span: ReceivedSpan): string[] => {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)
  return [`${span.service}: ${span.name}`, ...(parent ? parentsOf(spans, parent) : [])]
}

it('is one trace through services, their bodies and a message, with the right parents', async () => {
  const inner = await service('inner')
  const door = await service('door', inner)
  const given = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x-request-id': 'r-1' }
  const headers = { 'content-type': 'application/json', ...given }
  const answer = await fetch(`${door.url}/thing/7?ticket=secret`, { method: 'POST', body: '{"a":1}', headers })
  const carried = (await answer.json()) as Record<string, string>
  await fetch(`${door.url}/health`)
  const { tracer } = inner.instruments
  const failing = () => inSpan('step', async () => Promise.reject(new Error('password=hunter2')))
  await expect(inMessageSpan(tracer, { name: 'message', headers: carried }, failing)).rejects.toThrow()

  for (const part of [door, inner]) {
    await part.close()
    await part.flush()
  }
  const spans = receiver.spans()
  const last = spans.find(({ name }) => name === 'step')
  expect(last && parentsOf(spans, last)).toEqual([
    'inner: step',
    'inner: message',
    'inner: work',
    'inner: POST /thing/{id}',
    'door: ask',
    'door: POST /thing/{id}',
  ])
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(['0af7651916cd43dd8448eb211c80319c']))
  expect(spans.find(({ name }) => name === 'POST /thing/{id}')?.attributes).toMatchObject({
    'http.route': '/thing/{id}',
    'filling.request_id': 'r-1',
  })
  expect(JSON.stringify(spans)).not.toMatch(/secret|hunter2/)
})

it.each([
  ['no collector is named', {}],
  ['it is switched off', { ...collected, OTEL_SDK_DISABLED: 'true' }],
  ['another exporter is wanted', { ...collected, OTEL_TRACES_EXPORTER: 'none' }],
])('there is no tracer when %s', async (_when, env) => {
  expect((await openWith(env, 'quiet')).tracer).toBeUndefined()
})

it('a collector that is away does not hold up the end', async () => {
  const instruments = await openWith({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }, 'alone')
  instruments.tracer?.startSpan('lost').end()
  const closed = instruments.close().then(() => true)
  await eventually(() => closed)
})

it.each([
  ['always_off', '', false],
  ['always_on', '', true],
  ['parentbased_traceidratio', '0', false],
  ['traceidratio', '1', true],
  ['traceidratio', 'half', true],
  ['unheard-of', '', true],
])('OTEL_TRACES_SAMPLER=%s with %j decides whether a new trace is kept', async (name, share, kept) => {
  const env = { ...collected, OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: share }
  const { tracer, close } = await openWith(env, 'sampled')
  const span = tracer?.startSpan('root', { root: true })
  expect(span?.isRecording()).toBe(kept)
  span?.end()
  await close()
})
