/** A point in time as a document writes it. */
export interface Instant {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly epochMs: number
  /** What the text left open and how it was taken, to follow the name of its field: its sender is owed a warning. */
  readonly assumed?: string
}

const noTime = 'has no time of day; 00:00 UTC is assumed'
const noOffset = 'has no UTC offset; UTC is assumed'

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/

const offsetMinutes = (text: string): number | undefined => {
  if (text.toUpperCase() === 'Z') return 0
  const hours = Number(text.slice(1, 3))
  const minutes = Number(text.slice(3).replace(':', '') || 0)
  if (hours > 23 || minutes > 59) return undefined
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

const utcMillis = (match: RegExpExecArray): number | undefined => {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as number[]
  const date = new Date(0)
  date.setUTCFullYear(year as number, (month as number) - 1, day)
  // A day that does not exist rolls over into the next month; that is how it shows.
  const exists = date.getUTCMonth() + 1 === month && date.getUTCDate() === day
  if (!exists || (hour as number) > 23 || (minute as number) > 59 || (second as number) > 59) return undefined
  date.setUTCHours(hour as number, minute, second, Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)))
  return date.getTime()
}

const firstMs = Date.parse('0001-01-01T00:00:00Z')
const lastMs = Date.parse('9999-12-31T23:59:59.999Z')

/** Reads ISO 8601 (calendar dates, seconds optional, millisecond precision); anything else is undefined, as is a year that in UTC has not four digits. */
export const parseInstant = (text: string): Instant | undefined => {
  const match = pattern.exec(text.trim())
  if (!match) return undefined
  const local = utcMillis(match)
  const offset = match[8] === undefined ? 0 : offsetMinutes(match[8])
  if (local === undefined || offset === undefined) return undefined
  const epochMs = local - offset * 60_000
  if (epochMs < firstMs || epochMs > lastMs) return undefined
  if (match[8] !== undefined) return { epochMs }
  return { epochMs, assumed: match[4] === undefined ? noTime : noOffset }
}
