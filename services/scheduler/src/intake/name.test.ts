import { expect, test } from 'vitest'
import { readName } from './name.ts'
import { Problems } from './problems.ts'

const named = (text: string | null) => {
  const problems = new Problems()
  return { name: readName(text, 0, problems), errors: problems.errors }
}

test('a schedule without a name is called by the moment of its submit', () => {
  expect(named(null)).toEqual({ name: 'Schedule 1970-01-01 00:00:00', errors: [] })
})

test('a name is kept as it is, but for the space around it', () => {
  expect(named(' Woche 12 – Linie ½ 💉 ')).toEqual({ name: 'Woche 12 – Linie ½ 💉', errors: [] })
  expect(named('n'.repeat(255)).errors).toEqual([])
})

test.each([
  [' \u200B', '\'name\' must not be blank (got "\\u200b")'],
  ['a\u0007', '\'name\' must not contain control or invisible characters (got "a\\u0007")'],
  ['a\u202Eb', '\'name\' must not contain control or invisible characters (got "a\\u202eb")'],
  ['\uD800', '\'name\' must not contain control or invisible characters (got "\\ud800")'],
])('the name %j lies to its reader and is refused', (text, error) => expect(named(text).errors).toEqual([error]))
