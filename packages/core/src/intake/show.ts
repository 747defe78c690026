const shownChars = 40

/**
 * Control characters, line separators, marks that reorder text on screen, and letters without width: a name with one of
 * them lies to its reader. The two joiners are not among them: some languages are written with them.
 */
export const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/u

const everyUnprintable = new RegExp(unprintable, 'gu')

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Without half a letter at its end. */
const beginningOf = (text: string): string => text.slice(0, shownChars).replace(/\p{Cs}$/u, '')

const showText = (text: string): string =>
  JSON.stringify(text.length > shownChars ? `${beginningOf(text)}…` : text).replace(everyUnprintable, escaped)

/** A value as an error message quotes it: short, printable, and -0 told from 0. */
export const show = (value: unknown): string => {
  if (typeof value === 'string') return showText(value)
  if (Object.is(value, -0)) return '-0'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  return String(value)
}

const plain = /^(?! )[\p{L}\p{N} ._/+#-]{1,40}(?<! )$/u

/** A name inside a sentence: unquoted when it is plain and short, quoted and shortened otherwise. */
export const showName = (name: string): string => (plain.test(name) ? name : showText(name))

const listedItems = 10

/** `a, b, c … and 4 more`. */
export const showList = (items: readonly string[]): string => {
  const rest = items.length - listedItems
  const head = items.slice(0, listedItems).join(', ')
  return rest > 0 ? `${head} … and ${rest} more` : head
}

/** Further lots for a sentence. */
export const showMore = (lots: number): string => (lots === 1 ? '1 more lot' : `${lots} more lots`)

/** Hours for a sentence: at most six decimals, no trailing zeros. */
export const showHours = (hours: number): string => `${Math.round(hours * 1e6) / 1e6} h`
