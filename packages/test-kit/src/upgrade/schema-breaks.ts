import type { DatabaseSchema } from './schema-of.ts'

type Table = DatabaseSchema[string]

/**
 * What a release that is still running could trip over. Whatever its statements do not mention may go; CHECKs that
 * keep their name may be replaced, because the statements themselves are run against them.
 */
export const schemaBreaks = (
  released: DatabaseSchema,
  today: DatabaseSchema,
  statements: readonly string[],
): readonly string[] => {
  const mentioned = (name: string): boolean => statements.some((sql) => new RegExp(`\\b${name}\\b`).test(sql))
  return Object.entries(released).flatMap(([name, then]) => {
    const now = today[name]
    if (!now) return mentioned(name) ? [`${name}: the table was dropped or renamed; the release still uses it`] : []
    return [...columnBreaks(then, now, mentioned), ...ruleBreaks(then, now)].map((breach) => `${name}${breach}`)
  })
}

const columnBreaks = (then: Table, now: Table, mentioned: (name: string) => boolean): readonly string[] => {
  const changed = Object.entries(then.columns).flatMap(([name, text]) => {
    const today = now.columns[name]
    if (today === undefined)
      return mentioned(name) ? [`.${name}: the column was dropped or renamed; the release uses it`] : []
    const [before, after] = [partsOf(text), partsOf(today)]
    if (before.type !== after.type) return [`.${name}: it was ${before.type} and is now ${after.type}`]
    if (!before.required && after.required) return [`.${name}: it may no longer be null; the release may write that`]
    return before.given && !after.given && after.required
      ? [`.${name}: its default is gone; the release leaves it out`]
      : []
  })
  const added = Object.entries(now.columns)
    .filter(([name, text]) => !then.columns[name] && partsOf(text).required && !partsOf(text).given)
    .map(([name]) => `.${name}: a new column that must be written and has no default; the release does not know it`)
  return [...changed, ...added]
}

const partsOf = (text: string) => ({
  type: text.replace(/ not null| default/g, ''),
  required: text.includes(' not null'),
  given: text.endsWith(' default'),
})

const ruleBreaks = (then: Table, now: Table): readonly string[] => {
  const old = Object.keys(then.columns)
  const added = Object.entries(now.rules)
    .filter(([name, text]) => !then.rules[name] && old.some((column) => new RegExp(`\\b${column}\\b`).test(text)))
    .map(([name, text]) => `: the new rule ${name} (${text}) may refuse what the release writes`)
  const keys = Object.entries(then.rules)
    .filter(([name, text]) => /UNIQUE|PRIMARY KEY/.test(text) && now.rules[name] !== text)
    .map(([name]) => `: ${name} is gone or changed; the release counts on it in its ON CONFLICT`)
  return [...added, ...keys]
}
