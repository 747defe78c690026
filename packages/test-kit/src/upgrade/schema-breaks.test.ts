import { describe, expect, it } from 'vitest'
import { schemaBreaks } from './schema-breaks.ts'

const released = {
  lot: {
    columns: { id: 'bigint not null default', name: 'text not null', note: 'text', old: 'text' },
    rules: { lot_pkey: 'PRIMARY KEY (id)', named: 'CHECK ((length(name) > 0))' },
  },
  unused: { columns: { id: 'bigint not null' }, rules: {} },
}
const statements = ['insert into lot (name, note) values ($1, $2) on conflict (id) do nothing']
type Lot = { columns: Record<string, string>; rules: Record<string, string> }
const after = (change: (lot: Lot) => void) => {
  const today = structuredClone({ lot: released.lot }) as { lot: Lot }
  change(today.lot)
  return schemaBreaks(released, today, statements)
}

describe('a migration that the release would trip over is told:', () => {
  it.each<[string, (lot: Lot) => void, string]>([
    [
      'a column dropped',
      ({ columns }) => delete columns.note,
      'lot.note: the column was dropped or renamed; the release uses it',
    ],
    ['a type changed', ({ columns }) => (columns.note = 'json'), 'lot.note: it was text and is now json'],
    [
      'a null forbidden',
      ({ columns }) => (columns.note = 'text not null default'),
      'lot.note: it may no longer be null; the release may write that',
    ],
    [
      'a default taken away',
      ({ columns }) => (columns.id = 'bigint not null'),
      'lot.id: its default is gone; the release leaves it out',
    ],
    [
      'a column that must be written',
      ({ columns }) => (columns.colour = 'text not null'),
      'lot.colour: a new column that must be written and has no default; the release does not know it',
    ],
    [
      'a new rule about old columns',
      ({ rules }) => (rules.short = 'CHECK ((length(name) < 9))'),
      'lot: the new rule short (CHECK ((length(name) < 9))) may refuse what the release writes',
    ],
    [
      'a key taken away',
      ({ rules }) => delete rules.lot_pkey,
      'lot: lot_pkey is gone or changed; the release counts on it in its ON CONFLICT',
    ],
  ])('%s', (_what, change, sentence) => expect(after(change)).toEqual([sentence]))

  it('a table renamed', () => {
    expect(schemaBreaks(released, {}, statements)).toEqual([
      'lot: the table was dropped or renamed; the release still uses it',
    ])
  })
})

it.each<[string, (lot: Lot) => void]>([
  ['a column', ({ columns }) => (columns.colour = 'text')],
  ['a column with a default', ({ columns }) => (columns.colour = 'text not null default')],
  ['a rule about a new column', ({ rules }) => (rules.coloured = "CHECK ((colour <> ''::text))")],
  ['the end of a column that the release never used', ({ columns }) => delete columns.old],
  ['null where it was forbidden', ({ columns }) => (columns.name = 'text')],
])('%s is an expansion', (_what, change) => expect(after(change)).toEqual([]))
