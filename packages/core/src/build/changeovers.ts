import type { Config } from '../intake/config.ts'
import type { Findings } from '../intake/findings.ts'
import { showHours, showList, showName } from '../intake/show.ts'
import { forbidden } from '../problem.ts'
import { fromHours, type Micros } from '../time.ts'

/** The types of a problem: those of its lots, and the one that the line carries in. */
export interface TypeTable {
  readonly names: readonly string[]
  readonly indexOf: ReadonlyMap<string, number>
  /** Lots of each type; 0 for a type that only the line's state names. */
  readonly lotCounts: readonly number[]
}

/** Cells of a dense matrix over 2 000 types: 32 MB. */
const maxCells = 4_000_000

type Row = ReadonlyMap<string, number | null>

/** Rows without matrix entries differ only in where "same type" stands, so they are windows on one buffer. */
const defaultRows = (size: number, same: Micros, diff: Micros): Float64Array[] => {
  const shared = new Float64Array(2 * size - 1).fill(diff)
  shared[size - 1] = same
  return Array.from({ length: size }, (_, type) => shared.subarray(size - 1 - type, 2 * size - 1 - type))
}

const overlay = (base: Float64Array, row: Row, types: TypeTable): Float64Array => {
  const dense = Float64Array.from(base)
  for (const [to, hours] of row) {
    const column = types.indexOf.get(to)
    if (column !== undefined) dense[column] = hours === null ? forbidden : fromHours(hours)
  }
  return dense
}

/** Whether some plan fills the one right after the other. What the line carries in goes before every lot. */
const canFollow = (config: Config, types: TypeTable, from: number, to: number): boolean => {
  const itself = from === to && types.names[from] !== config.initialState?.lastLotType
  return (types.lotCounts[to] ?? 0) > (itself ? 1 : 0)
}

/** Pairs that some plan could use and that the matrix does not name. */
const missingPairs = function* (config: Config, types: TypeTable): Iterable<readonly [from: string, to: string]> {
  for (const [a, from] of types.names.entries()) {
    const row = config.changeoverMatrix?.get(from)
    for (const [b, to] of types.names.entries()) if (canFollow(config, types, a, b) && !row?.has(to)) yield [from, to]
  }
}

/** How many those are: of two thousand types there may be four million, which take too long to be looked at one by one. */
const countMissing = (config: Config, types: TypeTable): number => {
  const filled = types.lotCounts.filter((lots) => lots > 0).length
  let count = 0
  for (const [a, from] of types.names.entries()) {
    count += filled - ((types.lotCounts[a] ?? 0) > 0 && !canFollow(config, types, a, a) ? 1 : 0)
    for (const to of config.changeoverMatrix?.get(from)?.keys() ?? []) {
      const b = types.indexOf.get(to)
      if (b !== undefined && canFollow(config, types, a, b)) count -= 1
    }
  }
  return count
}

const namedPairs = 10

const warnMissing = (config: Config, types: TypeTable, findings: Findings): void => {
  const count = countMissing(config, types)
  if (count === 0) return
  const named: string[] = []
  for (const [from, to] of missingPairs(config, types)) {
    named.push(`${showName(from)} → ${showName(to)}`)
    if (named.length === namedPairs) break
  }
  const rest = count > namedPairs ? ` … and ${count - namedPairs} more` : ''
  const defaults = `same type ${showHours(config.changeoverSameHours)}, other type ${showHours(config.changeoverDiffHours)}`
  findings.warn(`changeover_matrix has no entry for ${named.join(', ')}${rest}; defaults apply: ${defaults}`)
}

const warnStrangers = (config: Config, types: TypeTable, findings: Findings): void => {
  const strangers = new Set<string>()
  for (const [from, row] of config.changeoverMatrix ?? [])
    for (const name of [from, ...row.keys()]) if (!types.indexOf.has(name)) strangers.add(name)
  if (strangers.size > 0)
    findings.warn(`changeover_matrix names types that no lot has: ${showList([...strangers].map(showName))}`)
}

/** Rows of `Rules.changeover`; says which pairs the matrix leaves to the defaults. */
export const changeoverRows = (config: Config, types: TypeTable, findings: Findings): readonly Float64Array[] => {
  const same = fromHours(config.changeoverSameHours)
  const diff = fromHours(config.changeoverDiffHours)
  const rows = defaultRows(types.names.length, same, diff)
  const matrix = config.changeoverMatrix
  if (!matrix) return rows
  if (types.names.length * types.names.length > maxCells) {
    findings.error(
      `Too many lot types for a changeover matrix: ${types.names.length} (at most ${Math.floor(Math.sqrt(maxCells))})`,
    )
    return rows
  }
  warnMissing(config, types, findings)
  warnStrangers(config, types, findings)
  return types.names.map((name, type) => {
    const base = rows[type] as Float64Array
    const row = matrix.get(name)
    return row ? overlay(base, row, types) : base
  })
}

/** The one value of all changeovers into types that lots have; undefined when they differ or one is forbidden. */
const only = (rows: readonly Float64Array[], types: TypeTable, kind: 'same' | 'diff'): Micros | undefined => {
  let first: Micros | undefined
  // Counted loops: there may be millions of values.
  for (let from = 0; from < rows.length; from++)
    for (let to = 0; to < rows.length; to++) {
      if ((from === to) !== (kind === 'same') || types.lotCounts[to] === 0) continue
      const value = rows[from]?.[to] as Micros
      if (first !== undefined && value !== first) return undefined
      first = value
    }
  return first === forbidden ? undefined : first
}

/** Whether one value for "same type" and one for "other type" say it all. */
export const twoValueOf = (
  config: Config,
  rows: readonly Float64Array[],
  types: TypeTable,
): { readonly same: Micros; readonly diff: Micros } | undefined => {
  if (!config.changeoverMatrix)
    return { same: fromHours(config.changeoverSameHours), diff: fromHours(config.changeoverDiffHours) }
  const same = only(rows, types, 'same')
  const diff = rows.length === 1 ? same : only(rows, types, 'diff')
  return same === undefined || diff === undefined ? undefined : { same, diff }
}
