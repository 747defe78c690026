import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { countOf, fromCaller, Refused, readOrEnd } from '../adapters/command.ts'
import { type Scenario, scenarios } from './mix.ts'

const usage = `Usage: pnpm bench:scale [--processes 1,2,4] [--scenarios ${Object.keys(scenarios).join(',')}] [--share 1] [--seed 1]
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

const isScenario = (name: string): name is Scenario => Object.hasOwn(scenarios, name)

const shareOf = (text: string): number => {
  const share = Number(text)
  if (share > 0 && Number.isFinite(share)) return share
  throw new Refused(`--share must be a positive number (got '${text}')`)
}

const scenariosOf = (text: string): Scenario[] => {
  const names = text.split(',')
  if (names.every(isScenario)) return names
  throw new Refused(`--scenarios must be some of ${Object.keys(scenarios).join(',')} (got '${text}')`)
}

/** Asked at once: after half an hour of measuring there would be no place for the tables. */
const documentAt = (path: string): string => {
  const file = fromCaller(path)
  if (existsSync(file)) return file
  throw new Refused(`--into must be a document that exists (got '${path}')`)
}

const read = (): Options => {
  if (process.platform !== 'linux') throw new Refused('Linux only: CPU times and memory come from /proc')
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
    processes: values.processes.split(',').map((text) => countOf('--processes', text)),
    scenarios: scenariosOf(values.scenarios),
    share: shareOf(values.share),
    seed: countOf('--seed', values.seed),
    costsOnly: values.costs,
    out: values.out === undefined ? undefined : fromCaller(values.out),
    into: values.into === undefined ? undefined : documentAt(values.into),
  }
}

export const readOptions = (): Options => readOrEnd(usage, read)
