import { get } from 'node:http'
import { text } from 'node:stream/consumers'

/** What a process tells Prometheus, by the name of the metric. */
export type Exposition = ReadonlyMap<string, readonly Series[]>

export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Not by `fetch`: the tests' own knows the public API only, and this is none of it. */
export const read = (url: string): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    get(url, async (res) => resolve({ status: res.statusCode ?? 0, body: await text(res) })).on('error', reject)
  })

/** Metrics that are declared without a series are there, and empty. */
export const scrape = async (origin: string): Promise<Exposition> => {
  const { status, body } = await read(`${origin}/metrics`)
  if (status !== 200) throw new Error(`${origin}/metrics answered ${status}`)
  const found = new Map<string, Series[]>()
  for (const line of body.split('\n')) {
    const [, declared] = line.match(/^# TYPE (\S+)/) ?? []
    if (declared !== undefined) found.set(declared, [])
    const [, name = '', labels = '', value] = line.match(/^(\w+)(?:\{(.*)\})? (\S+)$/) ?? []
    const family = found.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')
    if (value !== undefined) found.get(family)?.push({ labels: labelsIn(labels), value: Number(value) })
  }
  return found
}

const labelsIn = (written: string): Record<string, string> =>
  Object.fromEntries([...written.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]))
