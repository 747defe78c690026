import { show, unprintable } from './show.ts'

/** Why a value is not what its field needs; undefined when it is. The text follows the quoted field name. */
export type Complaint = string | undefined

/** Longest duration that a configuration or a lot may name, hours (eleven years). */
export const maxHours = 100_000

export interface NumberRule {
  readonly min?: number
  readonly max: number
  readonly integer?: boolean
  /** Zero is refused as well. */
  readonly positive?: boolean
}

const rangeComplaint = (value: number, rule: NumberRule): Complaint => {
  if (rule.positive && value <= 0) return `must be positive (got ${show(value)})`
  if (rule.integer && !Number.isInteger(value)) return `must be a whole number (got ${show(value)})`
  if (Object.is(value, -0)) return 'must not be negative (got -0)'
  if (rule.min !== undefined && value < rule.min) return `must be at least ${rule.min} (got ${show(value)})`
  if (value > rule.max) return `must be at most ${rule.max} (got ${show(value)})`
  return undefined
}

export const numberComplaint = (value: unknown, rule: NumberRule): Complaint => {
  if (typeof value !== 'number') return `must be a ${rule.integer ? 'whole ' : ''}number (got ${show(value)})`
  if (!Number.isFinite(value)) return `must be a finite number (got ${show(value)})`
  return rangeComplaint(value, rule)
}

/** Longest id or type name, in UTF-16 units. */
const maxNameChars = 200

// Letters that show nothing: zero-width spaces, soft hyphens, Hangul fillers.
const blank = /^[\s\p{Default_Ignorable_Code_Point}]*$/u

export const nameComplaint = (value: unknown, maxChars = maxNameChars): Complaint => {
  if (typeof value !== 'string') return `must be a string (got ${show(value)})`
  if (blank.test(value)) return `must not be blank (got ${show(value)})`
  if (value.length > maxChars) return `must be at most ${maxChars} characters (got ${value.length}: ${show(value)})`
  if (unprintable.test(value) || !value.isWellFormed())
    return `must not contain control or invisible characters (got ${show(value)})`
  return undefined
}

/** The name of a lot type: two spellings of one accented letter are one type, because nobody can tell them apart. */
export const typeName = (written: string): string => written.trim().normalize('NFC')

/** A plain object read by own keys only, so that `__proto__` and `constructor` are just names. */
export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const ownValue = (fields: Fields, key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined)
