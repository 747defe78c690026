import type { Operation } from '@filling/contracts'
import { samplesOf } from './samples.ts'

export interface SampleRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | URLSearchParams | FormData
}

/** Requests that an operation takes, by its contract: its first query with each sample of its body, then other queries. */
export const requestsOf = (operation: Operation): readonly SampleRequest[] => {
  const [path = '', ...others] = pathsOf(operation)
  const method = operation.method.toUpperCase()
  const bodies = Object.entries(operation.body ?? {}).flatMap(([type, schema]) =>
    samplesOf(schema).map((sample) => encoded(type, sample)),
  )
  const first = bodies.length > 0 ? bodies.map((sent) => ({ method, path, ...sent })) : [{ method, path, headers: {} }]
  return [...first, ...others.map((other) => ({ method, headers: {}, ...bodies[0], path: other }))]
}

const pathsOf = ({ path, query }: Operation): readonly string[] => {
  const place = path.replaceAll(/\{\w+\}/g, '1')
  const asked = (query ? samplesOf(query) : []) as readonly Readonly<Record<string, unknown>>[]
  const texts = asked.map(
    (sample) => new URLSearchParams(Object.entries(sample).map(([key, value]): [string, string] => [key, `${value}`])),
  )
  return [...new Set([place, ...texts.filter(({ size }) => size > 0).map((text) => `${place}?${text}`)])]
}

const encoded = (type: string, sample: unknown): Pick<SampleRequest, 'headers' | 'body'> => {
  if (type === 'application/json') return { headers: { 'content-type': type }, body: JSON.stringify(sample) }
  const fields = Object.entries(sample as Readonly<Record<string, unknown>>)
    .filter(([, value]) => value !== null)
    .map(([name, value]): [string, string] => [name, String(value)])
  if (type === 'application/x-www-form-urlencoded') return { headers: {}, body: new URLSearchParams(fields) }
  const form = new FormData()
  for (const [name, value] of fields) {
    if (name.endsWith('_file')) form.append(name, new Blob([value], { type: 'text/csv' }), 'lots.csv')
    else form.append(name, value)
  }
  return { headers: {}, body: form }
}
