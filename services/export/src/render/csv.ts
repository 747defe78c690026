import type { Activity } from '@filling/contracts'
import { stringify } from 'csv-stringify/sync'
import type { Plan } from './plan.ts'

/** RFC 4180. Text that a spreadsheet would run gets an apostrophe in front (OWASP, CSV injection); numbers stay numbers. */
const layout = {
  record_delimiter: 'windows',
  // The library quotes a cell for the whole delimiter only; most readers also end a line at half of it.
  quoted_match: /[\r\n]/,
  escape_formulas: true,
  cast: { number: (hours: number) => decimal(hours) },
}

const header = [['Start', 'End', 'Kind', 'Lot ID', 'Lot Type', 'Note', 'Duration (h)']]

/** The activities as a table, in UTF-8 without a byte order mark. */
export async function* csvOf({ result }: Plan): AsyncGenerator<string> {
  yield stringify(header, layout)
  const { entered } = await result.enter('activities')
  if (!entered) throw new Error('The result has no activities')
  for await (const activities of result.elements<Activity>()) {
    yield stringify(activities.map(cells), layout)
  }
}

const cells = (activity: Activity) => [
  activity.start,
  activity.end,
  activity.kind,
  activity.lot_id,
  activity.lot_type,
  activity.note,
  activity.duration_hours,
]

/** The shortest decimal that reads back as the same number; always with a point, never with an exponent. */
const decimal = (hours: number): string => {
  if (Number.isInteger(hours)) return hours.toFixed(1)
  const shortest = String(hours)
  return shortest.includes('e') ? hours.toFixed(20).replace(/0+$/, '') : shortest
}
