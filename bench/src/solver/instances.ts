import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildProblem, type Config, type Parsed, type Problem, parseConfig, parseLots } from '@filling/core'
import { Refused } from '../adapters/command.ts'

export interface Instance {
  readonly name: string
  readonly problem: Problem
  readonly config: Config
  readonly warnings: readonly string[]
}

/** Instances count targets in hours from the start; any start will do. */
const startMs = Date.UTC(2025, 0, 1)

/** Further away no target may be: as for hours in a configuration. */
const mostHours = 100_000

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readFields = (file: string): Fields => {
  const text = readFileSync(file, 'utf8')
  try {
    const raw: unknown = JSON.parse(text)
    if (isFields(raw)) return raw
  } catch (error) {
    throw new Refused(`${file} is no JSON: ${(error as Error).message}`)
  }
  throw new Refused(`${file} is no instance: it must be an object with 'config' and 'lots'`)
}

/** A time in hours from the start as the API takes it. */
const atHour = (place: string, lot: Fields, field: string): string | undefined => {
  const hours = lot[field] ?? undefined
  if (hours === undefined) return undefined
  if (typeof hours === 'number' && Math.abs(hours) <= mostHours)
    return new Date(Math.round(startMs + hours * 3_600_000)).toISOString()
  throw new Refused(
    `${place}: '${field}' must be hours from the start, at most ${mostHours} (got ${JSON.stringify(hours)})`,
  )
}

/** What is no list, or no lot, is left to the reader of lots, which says so. */
const withTimes = (file: string, lots: unknown): unknown =>
  Array.isArray(lots)
    ? lots.map((lot: unknown, at) => {
        if (!isFields(lot)) return lot
        const place = `${file}: Lot ${at}`
        const times = {
          target_start: atHour(place, lot, 'target_start'),
          target_end: atHour(place, lot, 'target_end'),
        }
        return { ...lot, ...times }
      })
    : lots

const need = <T>(file: string, parsed: Parsed<T>): T => {
  if (parsed.value === undefined) throw new Refused(`${file}: ${parsed.errors.join('; ')}`)
  return parsed.value
}

const readInstance = (file: string): Instance => {
  const raw = readFields(file)
  const config = parseConfig(raw.config)
  const rules = need(file, config)
  const lots = parseLots(withTimes(file, raw.lots), rules)
  const problem = buildProblem(need(file, lots), rules, startMs)
  return {
    name: typeof raw.name === 'string' ? raw.name : basename(file, '.json'),
    problem: need(file, problem),
    config: rules,
    warnings: [...config.warnings, ...lots.warnings, ...problem.warnings],
  }
}

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.json'))
  } catch (error) {
    throw new Refused(`--instances must be a folder: ${(error as Error).message}`)
  }
}

/** Every `*.json` of a folder, by name. Refuses a folder without any, and the first file that is no valid instance. */
export const readInstances = (folder: string): Instance[] => {
  const files = filesIn(folder)
  if (files.length === 0)
    throw new Refused(`There is no *.json in ${folder}: take bench/instances, or make some with bench:generate`)
  return files.sort().map((file) => readInstance(join(folder, file)))
}
