import { expect, it } from 'vitest'
import { isSealed, sealWith } from './seal.ts'

const seal = sealWith('a secret of at least thirty-two signs')
const sealed = seal.close('k1', 'private')

it('opens what it sealed, and shows none of it', () => {
  expect(isSealed(sealed)).toBe(true)
  expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('private')
  expect(seal.open('k1', sealed)).toBe('private')
})

it('seals the same text differently each time', () => {
  expect(seal.close('k1', 'private')).not.toBe(sealed)
})

it('does not open with another secret, under another name, cut, changed or unsealed', () => {
  expect(sealWith('another secret of thirty-two signs').open('k1', sealed)).toBeUndefined()
  expect(seal.open('k2', sealed)).toBeUndefined()
  expect(seal.open('k1', sealed.slice(0, -4))).toBeUndefined()
  expect(seal.open('k1', sealed.slice(0, 20))).toBeUndefined()
  expect(seal.open('k1', 'private')).toBeUndefined()
  const at = sealed.length - 25
  const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
  expect(seal.open('k1', changed)).toBeUndefined()
})
