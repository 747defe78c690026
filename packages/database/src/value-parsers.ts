import pg from 'pg'

const { builtins } = pg.types

/** Refuses to hand out a number that is not the one stored. */
const parseSafeInteger = (text: string): number => {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new RangeError(`The bigint ${text} is beyond what a number holds exactly`)
}

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, parseSafeInteger],
  // A calendar day has no time zone: as text it stays the day that was stored.
  [builtins.DATE, (text) => text],
])

export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser: (id, format) =>
    (format === 'binary' ? undefined : parsers.get(id)) ?? pg.types.getTypeParser(id, format),
}
