import { expect, it } from 'vitest'
import { type Asked, kindsOf } from './asked.ts'

const small = { family: 'small', lots: '5', types: '2' }

it('what is asked for is made, and what is left out has its usual value', () => {
  expect(kindsOf(small)).toEqual([{ family: 'small', lots: 5, types: 2, slack: 96 }])
  expect(kindsOf({ family: 'alldiff', lots: '5' })).toMatchObject([{ family: 'alldiff', types: 5 }])
  expect(kindsOf({ ...small, family: 'due', slack: '12' })).toMatchObject([{ family: 'due', slack: 12 }])
})

it.each<[Asked, RegExp]>([
  [{}, /^--family must be one of those below \(got nothing\)/],
  [{ ...small, family: 'toString' }, /^--family must be one of those below \(got toString\)/],
  [{ ...small, lots: '0' }, /^--lots must be a whole number from 1 to 20000 \(got "0"\)/],
  [{ ...small, lots: '1e9' }, /^--lots must be/],
  [{ ...small, lots: undefined }, /^--lots must be .* \(got nothing\)/],
  [{ ...small, types: 'NaN' }, /^--types must be/],
  [{ ...small, types: '6' }, /^--types must be a whole number from 1 to 5 \(got "6"\)/],
  [{ family: 'matrix', lots: '20000', types: '501' }, /^--types must be a whole number from 1 to 500/],
  [{ ...small, family: 'alldiff' }, /^--types has no effect on alldiff/],
  [{ ...small, slack: '9' }, /^--slack has no effect on small/],
  [{ ...small, family: 'due', slack: '1e6' }, /^--slack must be a whole number from 1 to /],
  [{ like: import.meta.dirname }, /^No name in .* tells of a family/],
  [{ ...small, like: import.meta.dirname }, /^--family has no effect beside --like/],
])('%j is refused', (asked, text) => {
  expect(() => kindsOf(asked)).toThrow(text)
})
