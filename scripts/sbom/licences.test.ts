import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Component, isAllowed, licenceOf } from './licences.ts'

const component = (licenses?: Component['licenses'], name = 'some'): Component => ({
  name,
  version: '1.2.0',
  ...(licenses ? { licenses } : {}),
})

test('a licence that asks for more than a notice is refused, alone and together with others', () => {
  for (const licence of ['GPL-3.0-only', 'AGPL-3.0', 'SSPL-1.0', 'UNLICENSED', 'none stated', 'MIT AND GPL-2.0-only'])
    assert.equal(isAllowed(licence), false, licence)
})

test('of licences to choose from one that is allowed will do', () => {
  assert.equal(isAllowed('(MPL-2.0 OR Apache-2.0)'), true)
  assert.equal(isAllowed('(GPL-2.0-only OR AGPL-3.0)'), false)
})

test('what a manifest says is taken, also as an expression, and silence is no permission', () => {
  assert.equal(licenceOf(component([{ license: { id: 'MIT' } }])), 'MIT')
  assert.equal(licenceOf(component([{ expression: '(MIT OR X)' }])), '(MIT OR X)')
  assert.equal(licenceOf(component([{ license: { id: 'MIT' } }, { license: { name: 'Own' } }])), 'MIT AND Own')
  assert.equal(licenceOf(component()), 'none stated')
})

test('what a person has read counts for that version only', () => {
  assert.equal(licenceOf(component(undefined, 'decko')), 'MIT')
  assert.equal(licenceOf({ ...component(undefined, 'decko'), version: '9.0.0' }), 'none stated')
})
