import type { Findings } from './findings.ts'
import { show, showName } from './show.ts'
import { isFields, maxHours, nameComplaint, numberComplaint, typeName } from './values.ts'

/** `from → to → hours`; null = the changeover may never happen. Maps, so that a type may be called `__proto__`. */
export type ChangeoverMatrix = ReadonlyMap<string, ReadonlyMap<string, number | null>>

/** A dense matrix over 500 types; beyond it a configuration is not written by a person. */
const maxEntries = 250_000

const parseRow = (from: string, row: unknown, findings: Findings): Map<string, number | null> => {
  const parsed = new Map<string, number | null>()
  if (!isFields(row)) {
    findings.error(`Config: 'changeover_matrix' row ${showName(from)} must be an object (got ${show(row)})`)
    return parsed
  }
  for (const to of Object.keys(row)) {
    const hours = row[to]
    const complaint =
      nameComplaint(to) === undefined ? numberComplaint(hours ?? 0, { min: 0, max: maxHours }) : 'names no lot type'
    if (hours === undefined || complaint)
      findings.error(`Config: 'changeover_matrix' ${showName(from)} → ${showName(to)} ${complaint ?? 'is missing'}`)
    else if (parsed.has(typeName(to)))
      findings.error(`Config: 'changeover_matrix' names ${showName(from)} → ${showName(to)} twice`)
    else parsed.set(typeName(to), hours as number | null)
  }
  return parsed
}

export const parseMatrix = (input: unknown, findings: Findings): ChangeoverMatrix | undefined => {
  if (input === undefined) return undefined
  if (!isFields(input)) {
    findings.error(`Config: 'changeover_matrix' must be an object of objects (got ${show(input)})`)
    return undefined
  }
  const matrix = new Map<string, ReadonlyMap<string, number | null>>()
  let entries = 0
  for (const from of Object.keys(input)) {
    const complaint = nameComplaint(from)
    if (complaint) findings.error(`Config: a row name of 'changeover_matrix' ${complaint}`)
    const row = parseRow(from, input[from], findings)
    entries += row.size
    if (matrix.has(typeName(from))) findings.error(`Config: 'changeover_matrix' names row ${showName(from)} twice`)
    matrix.set(typeName(from), row)
  }
  if (entries > maxEntries) findings.error(`Config: 'changeover_matrix' has more than ${maxEntries} entries`)
  return matrix
}
