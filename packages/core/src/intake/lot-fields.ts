import { type Instant, parseInstant } from './instant.ts'
import { show } from './show.ts'
import { type Complaint, maxHours, type NumberRule, nameComplaint, numberComplaint } from './values.ts'

/** Shortest fill, hours: the tolerance of the window. Anything shorter is a unit mistake. */
const minFillHours = 1e-6

const vialsRule: NumberRule = { positive: true, integer: true, max: 1e9 }
const fillHoursRule: NumberRule = { positive: true, min: minFillHours, max: maxHours }
/** 1 is normal; a lot with 2 counts every hour outside its target twice. */
const priorityRule: NumberRule = { positive: true, max: 1000 }

const instantComplaint = (value: unknown): Complaint => {
  if (typeof value !== 'string') return `must be an ISO 8601 time (got ${show(value)})`
  return parseInstant(value) ? undefined : `must be an ISO 8601 time like 2025-10-15T08:00:00Z (got ${show(value)})`
}

/** Only for text that `instantComplaint` let through. */
export const readInstant = (value: unknown): Instant => parseInstant(value as string) as Instant

/** What each field of a lot must be. */
export const lotFields = {
  lot_id: nameComplaint,
  lot_type: nameComplaint,
  vials: (value: unknown) => numberComplaint(value, vialsRule),
  fill_hours: (value: unknown) => numberComplaint(value, fillHoursRule),
  target_start: instantComplaint,
  target_end: instantComplaint,
  priority: (value: unknown) => numberComplaint(value, priorityRule),
} as const satisfies Record<string, (value: unknown) => Complaint>

export type LotField = keyof typeof lotFields

export const lotFieldNames = Object.keys(lotFields) as readonly LotField[]

export const requiredFields: ReadonlySet<LotField> = new Set(['lot_id', 'lot_type', 'vials', 'fill_hours'])
