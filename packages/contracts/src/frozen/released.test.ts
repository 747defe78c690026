import { expect, it } from 'vitest'
import { breaksOf } from './breaks.ts'
import { contractOf } from './contract.ts'
import { releases } from './releases.ts'

it('there is a release to keep promises to', () => expect(releases().length).toBeGreaterThan(0))

it.each(releases())('whoever counts on release $release is not disappointed', (released) => {
  expect(breaksOf(released, contractOf('today'))).toEqual([])
})
