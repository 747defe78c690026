import { type ChangeoverMatrix, parseMatrix } from './changeover-matrix.ts'
import { aliases, canonicalKeys, type NumberKey, numberRules, optionalKeys } from './config-keys.ts'
import { Findings, type Parsed } from './findings.ts'
import { type InitialStateInput, parseInitialState } from './initial-state.ts'
import { show, showName } from './show.ts'
import { type Fields, isFields, numberComplaint } from './values.ts'

/** The rules of the line and the limits of the search, in hours as planners write them. */
export interface Config {
  readonly cleanHours: number
  readonly windowHours: number
  readonly changeoverSameHours: number
  readonly changeoverDiffHours: number
  readonly changeoverMatrix?: ChangeoverMatrix
  /** Vials per hour: gives a lot without fill hours (a CSV row) its duration. */
  readonly fillRateVph: number
  readonly maxLotsPerBlock?: number
  readonly initialState?: InitialStateInput
  readonly hardTargets: boolean
  readonly timeLimitSeconds?: number
  readonly stepLimit?: number
  readonly seed: number
  /** Canonical names of the keys that the caller set; the others are defaults. */
  readonly given: ReadonlySet<string>
}

const warnUnknown = (key: string, findings: Findings): void => {
  const near = key.toLowerCase()
  const hint = canonicalKeys.has(near) ? `; did you mean '${near}'?` : ''
  findings.warn(`Unknown config key '${showName(key)}' is ignored${hint}`)
}

interface Given {
  readonly writtenAs: string
  readonly value: unknown
}

/** One value per canonical key; two spellings of one key must agree. */
const gather = (fields: Fields, findings: Findings): Map<string, Given> => {
  const found = new Map<string, Given>()
  for (const writtenAs of Object.keys(fields)) {
    const key = aliases.get(writtenAs) ?? writtenAs
    const value = fields[writtenAs]
    const earlier = found.get(key)
    if (!canonicalKeys.has(key)) warnUnknown(writtenAs, findings)
    else if (value === undefined || (value === null && optionalKeys.has(key))) continue
    else if (earlier === undefined) found.set(key, { writtenAs, value })
    else if (JSON.stringify(earlier.value) !== JSON.stringify(value))
      findings.error(
        `Config: '${earlier.writtenAs}' and '${writtenAs}' set the same thing to ${show(earlier.value)} and ${show(value)}`,
      )
  }
  return found
}

const readNumber = (key: NumberKey, given: ReadonlyMap<string, Given>, findings: Findings): number | undefined => {
  const entry = given.get(key)
  if (!entry) return undefined
  const complaint = numberComplaint(entry.value, numberRules[key])
  if (complaint) findings.error(`Config: '${entry.writtenAs}' ${complaint}`)
  return complaint ? undefined : (entry.value as number)
}

const readFlag = (given: Given | undefined, findings: Findings): boolean => {
  if (given === undefined || typeof given.value === 'boolean') return given?.value === true
  findings.error(`Config: '${given.writtenAs}' must be true or false (got ${show(given.value)})`)
  return false
}

/** Leaves out what is undefined, so that an absent option is truly absent. */
const present = <T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const bothKinds = ['changeover_same_hours', 'changeover_diff_hours'] as const

const warnOverridden = (given: ReadonlyMap<string, Given>, findings: Findings): void => {
  const general = given.get('default_changeover_hours')
  if (general && bothKinds.every((key) => given.has(key)))
    findings.warn(`Config: '${general.writtenAs}' has no effect: both kinds of changeover have their own hours`)
}

const readConfig = (given: ReadonlyMap<string, Given>, findings: Findings): Config => {
  const number = (key: NumberKey) => readNumber(key, given, findings)
  const both = number('default_changeover_hours')
  return {
    cleanHours: number('clean_hours') ?? 24,
    windowHours: number('window_hours') ?? 120,
    changeoverSameHours: number('changeover_same_hours') ?? both ?? 4,
    changeoverDiffHours: number('changeover_diff_hours') ?? both ?? 8,
    fillRateVph: number('fill_rate_vph') ?? 19_920,
    seed: number('seed') ?? 1,
    hardTargets: readFlag(given.get('hard_targets'), findings),
    given: new Set(given.keys()),
    ...present({
      changeoverMatrix: parseMatrix(given.get('changeover_matrix')?.value, findings),
      initialState: parseInitialState(given.get('initial_state')?.value, findings),
      maxLotsPerBlock: number('max_lots_per_block'),
      timeLimitSeconds: number('time_limit_seconds'),
      stepLimit: number('step_limit'),
    }),
  }
}

/** Reads a configuration object; absent or null means all defaults. Every mistake is reported, by the key as written. */
export const parseConfig = (input: unknown): Parsed<Config> => {
  const findings = new Findings()
  if (input !== undefined && input !== null && !isFields(input))
    findings.error(`Config: must be an object (got ${show(input)})`)
  const given = gather(isFields(input) ? input : {}, findings)
  warnOverridden(given, findings)
  return findings.settle(readConfig(given, findings))
}
