import type { LotField } from '@filling/core'

/** Column names as the public document writes them; the field names of the JSON form are understood as well. */
const columns: Readonly<Record<string, LotField>> = {
  'lot id': 'lot_id',
  type: 'lot_type',
  'lot type': 'lot_type',
  vials: 'vials',
  'fill hours': 'fill_hours',
  'target start': 'target_start',
  'target end': 'target_end',
  priority: 'priority',
}

const required: ReadonlyMap<LotField, string> = new Map([
  ['lot_id', 'Lot ID'],
  ['lot_type', 'Type'],
  ['vials', 'Vials'],
])

export interface Header {
  /** The field of each column, by position; undefined for a column that is not ours. */
  readonly fields: readonly (LotField | undefined)[]
  /** How the file writes a field's column, for messages about its cells. */
  readonly titles: ReadonlyMap<LotField, string>
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** `lot_id`, `Lot ID` and ` LOT  ID ` are one name. */
const normalise = (title: string): string =>
  title
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')

export const fieldOf = (title: string): LotField | undefined => {
  const name = normalise(title)
  return Object.hasOwn(columns, name) ? columns[name] : undefined
}

export const readHeader = (titles: readonly string[], line: number): Header => {
  const found = new Map<LotField, string>()
  const errors: string[] = []
  const ignored: string[] = []
  const fields = titles.map((title) => {
    const field = fieldOf(title)
    if (field === undefined) ignored.push(title)
    else if (found.has(field)) errors.push(`Line ${line}: column '${clip(title)}' comes twice`)
    else found.set(field, title)
    return field
  })
  for (const [field, title] of required) {
    if (!found.has(field)) errors.push(`Line ${line}: Missing required column '${title}'`)
  }
  return { fields, titles: found, errors, warnings: ignored.filter(Boolean).slice(0, 20).map(ignoredColumn) }
}

const ignoredColumn = (title: string): string => `Column '${clip(title)}' is ignored`

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
