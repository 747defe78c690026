import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Scenario, scenarios } from './mix.ts'

const usage = `Linux only: CPU times and memory come from /proc. Usage: pnpm bench:scale [--processes 1,2,4] [--scenarios ${Object.keys(scenarios).join(',')}] [--share 1] [--seed 1]
  [--costs] [--out FILE.jsonl] [--into FILE.md]
  --share 0.1  a tenth of the jobs
  --costs      only what a job costs, and no throughput
  --into       writes the tables into a document that has places for them`

export interface Options {
  readonly processes: readonly number[]
  readonly scenarios: readonly Scenario[]
  readonly share: number
  readonly seed: number
  readonly costsOnly: boolean
  readonly out: string | undefined
  readonly into: string | undefined
}

// pnpm runs a script in the root, but paths are meant from where the person stands.
const fromCaller = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', path)

const refuse = (): never => {
  console.error(usage)
  process.exit(2)
}

const isScenario = (name: string): name is Scenario => Object.hasOwn(scenarios, name)

const positive = (text: string): number => {
  const value = Number(text)
  return value > 0 && Number.isFinite(value) ? value : refuse()
}

const count = (text: string): number => (Number.isInteger(positive(text)) ? Number(text) : refuse())

const scenariosOf = (text: string): Scenario[] => {
  const names = text.split(',')
  return names.every(isScenario) ? names : refuse()
}

export const readOptions = (): Options => {
  if (process.platform !== 'linux') refuse()
  const { values } = parseArgs({
    options: {
      processes: { type: 'string', default: '1,2,4' },
      scenarios: { type: 'string', default: Object.keys(scenarios).join(',') },
      share: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      costs: { type: 'boolean', default: false },
      out: { type: 'string' },
      into: { type: 'string' },
    },
  })
  return {
    processes: values.processes.split(',').map(count),
    scenarios: scenariosOf(values.scenarios),
    share: positive(values.share),
    seed: count(values.seed),
    costsOnly: values.costs,
    out: fromCaller(values.out),
    into: fromCaller(values.into),
  }
}
