import { type LotField, type LotSource, maxLots } from '@filling/core'
import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { fieldOf, type Header, readHeader } from './csv-header.ts'

/** Rows of a file in the form that core reads, and how core shall name them when it complains. */
export interface CsvLots {
  readonly lots: readonly Readonly<Record<string, unknown>>[]
  readonly source: LotSource
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/**
 * Reads a planner's file: UTF-8 with or without BOM, any line ending, separated by comma, semicolon or tab. A number
 * is plain decimal notation. Files with semicolons or tabs come from spreadsheets of places that write `2,5`, so there
 * (and only there) one comma in a number is the decimal sign; thousands separators are never guessed.
 */
export const readCsv = (bytes: Uint8Array): CsvLots => {
  const text = decode(bytes)
  if (text === undefined) return refused('The CSV file is not UTF-8 text; save it as "CSV UTF-8"')
  if (text.trim() === '') return refused('The CSV file is empty')
  const announced = announcement.exec(text)
  const delimiter = announced?.[1] ?? delimiterOf(text)
  const outsized = tooMuchOf(text, delimiter)
  if (outsized !== undefined) return refused(outsized)
  try {
    // What is left of the first line is empty, so the lines keep their numbers.
    const [head, ...rows] = split(text.slice(announced?.[0].length ?? 0), delimiter)
    if (rows.length > maxLots) return refused(`Too many lots: more than ${maxLots}`)
    return head ? readRows(readHeader(head.record, head.info.lines), rows, delimiter) : refused('The CSV file is empty')
  } catch (error) {
    if (error instanceof CsvError) return refused(complaint(error))
    throw error
  }
}

const refused = (...errors: string[]): CsvLots => ({ lots: [], source: {}, errors, warnings: [] })

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** How files written for Excel name their separator, in a line before the header. */
const announcement = /^sep=([,;\t])(?=[\r\n])/i

/** The separator that finds most of our columns in the first line. */
const delimiterOf = (text: string): string => {
  const line = text.trimStart().split(/[\r\n]/, 1)[0] as string
  const known = (delimiter: string) =>
    line.split(delimiter).filter((title) => fieldOf(title.replaceAll('"', ''))).length
  return [',', ';', '\t'].reduce((best, next) => (known(next) > known(best) ? next : best))
}

/** What 20 000 lots never need, and what takes seconds to split: rows of empty cells do not count as lots. */
const maxLines = 100_000
const maxCells = 2_000_000

const tooMuchOf = (text: string, delimiter: string): string | undefined => {
  const lines = ['\n', '\r'].some((end) => comesMoreThan(maxLines, text, end))
  if (lines) return `The CSV file has more than ${maxLines} lines`
  return comesMoreThan(maxCells, text, delimiter) ? `The CSV file has more than ${maxCells} cells` : undefined
}

const comesMoreThan = (limit: number, text: string, wanted: string): boolean => {
  let count = 0
  for (let at = text.indexOf(wanted); at >= 0 && count <= limit; at = text.indexOf(wanted, at + 1)) count += 1
  return count > limit
}

/** Longer than any row of ours; a quote that is never closed would otherwise swallow the file. */
const longestRecord = 100_000

/** Stops at the row that is one too many: a large file of tiny rows would take seconds and gigabytes. */
const split = (text: string, delimiter: string): Row[] =>
  parse(text, {
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
    max_record_size: longestRecord,
    to: 1 + maxLots + 1,
  }) as unknown as Row[]

const complaint = ({ code, lines }: CsvError & { readonly lines?: number }): string => {
  const where = lines === undefined ? 'The CSV file' : `Line ${lines}`
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `${where}: a quoted cell is never closed`
  if (code === 'CSV_MAX_RECORD_SIZE') return `${where}: the row is longer than ${longestRecord} characters`
  return `${where}: a quote is not where it may be; cells with quotes are written as "5"" vial"`
}

/** More complaints than this help nobody. */
const maxErrors = 50

const readRows = (header: Header, rows: readonly Row[], delimiter: string): CsvLots => {
  const { fields, titles, warnings } = header
  const errors = [...header.errors]
  if (rows.length === 0) errors.push('The CSV file has a header but no lots')
  for (const { record, info } of rows) {
    if (record.length > fields.length && errors.length < maxErrors)
      errors.push(`Line ${info.lines}: ${record.length} cells, but the header has ${fields.length}`)
  }
  const numberOf = delimiter === ',' ? plainNumber : numberOfSpreadsheet
  return {
    lots: rows.map(({ record }) => toLot(record, fields, numberOf)),
    source: {
      fillHoursOptional: true,
      labels: {
        lot: (index) => `Line ${rows[index]?.info.lines}`,
        field: (name) => titles.get(name) ?? name,
      },
    },
    errors,
    warnings,
  }
}

const numeric: ReadonlySet<LotField> = new Set(['vials', 'fill_hours', 'priority'])

/** An empty cell is an absent field. What is not a number stays text, so that core complains about it as written. */
const toLot = (
  record: readonly string[],
  fields: readonly (LotField | undefined)[],
  numberOf: (cell: string, field: LotField) => number | string,
): Record<string, unknown> => {
  const lot: Record<string, unknown> = {}
  for (const [column, field] of fields.entries()) {
    const cell = record[column] ?? ''
    if (field !== undefined && cell !== '') lot[field] = numeric.has(field) ? numberOf(cell, field) : cell
  }
  return lot
}

const plainNumber = (cell: string): number | string =>
  /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell) ? Number(cell) : cell

/** `1.000` and `1,000` vials are a thousand to who wrote them, and would pass as one: as text they are refused. */
const numberOfSpreadsheet = (cell: string, field: LotField): number | string => {
  if (field === 'vials' && /[.,]/.test(cell)) return cell
  return /^[+-]?\d+,\d+$/.test(cell) ? Number(cell.replace(',', '.')) : plainNumber(cell)
}
