import { expect, it } from 'vitest'
import { Findings } from './findings.ts'

it('counts a million errors without writing more of them than it reports', () => {
  const findings = new Findings()
  let written = 0
  for (let at = 0; at < 1_000_000; at++) findings.error(() => `Error ${++written}`)
  const { errors } = findings.settle(undefined)
  expect([written, errors.length, errors.at(-1)]).toEqual([50, 51, '… and 999950 more'])
})
