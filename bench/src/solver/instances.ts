import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildProblem, type Config, type Parsed, type Problem, parseConfig, parseLots } from '@filling/core'

export interface Instance {
  readonly name: string
  readonly problem: Problem
  readonly config: Config
  readonly warnings: readonly string[]
}

/** Instances count targets in hours from the start; any start will do. */
const startMs = Date.UTC(2025, 0, 1)

interface RawLot extends Readonly<Record<string, unknown>> {
  readonly target_start?: number | null
  readonly target_end?: number | null
}

interface RawInstance {
  readonly name: string
  readonly config: unknown
  readonly lots: readonly RawLot[]
}

const atHour = (hours: number | null | undefined): string | null =>
  typeof hours === 'number' ? new Date(Math.round(startMs + hours * 3_600_000)).toISOString() : null

const need = <T>(file: string, parsed: Parsed<T>): T => {
  if (parsed.value === undefined) throw new Error(`${file}: ${parsed.errors.join('; ')}`)
  return parsed.value
}

const readInstance = (file: string): Instance => {
  const raw = JSON.parse(readFileSync(file, 'utf8')) as RawInstance
  const config = parseConfig(raw.config)
  const rows = raw.lots.map((lot) => ({
    ...lot,
    target_start: atHour(lot.target_start),
    target_end: atHour(lot.target_end),
  }))
  const rules = need(file, config)
  const lots = parseLots(rows, rules)
  const problem = buildProblem(need(file, lots), rules, startMs)
  return {
    name: raw.name,
    problem: need(file, problem),
    config: rules,
    warnings: [...config.warnings, ...lots.warnings, ...problem.warnings],
  }
}

/** Every `*.json` of a folder, by name. Throws on the first that is no valid instance. */
export const readInstances = (folder: string): Instance[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readInstance(join(folder, file)))

export interface BestKnown {
  readonly bestKnown?: number
  readonly originalBest?: number
  readonly planted?: number
}

const hours = (cell: string | undefined): number | undefined => (cell ? Number(cell) : undefined)

const optional = (row: Record<string, number | undefined>): BestKnown =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))

/** `best_known.csv` of the folder or of the one above; no file, no comparison. */
export const readBestKnown = (folder: string): ReadonlyMap<string, BestKnown> => {
  const file = [join(folder, 'best_known.csv'), join(folder, '..', 'best_known.csv')].find(existsSync)
  if (!file) return new Map()
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/)
  const column = (name: string) => head.split(',').indexOf(name)
  return new Map(
    lines.map((line) => {
      const cells = line.split(',')
      const cell = (name: string) => hours(cells[column(name)])
      const known = {
        bestKnown: cell('best_known'),
        originalBest: cell('original_best_of_six'),
        planted: cell('planted_makespan'),
      }
      return [cells[column('instance')] ?? '', optional(known)]
    }),
  )
}
