import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { check, checkText, RegisterRequest, ScheduleEnvelope, ScheduleQuery } from './index.ts'

const errorsOf = (checked: { ok: boolean; errors?: readonly string[] }) => checked.errors ?? []

describe('check', () => {
  it('names a missing and an unknown field together', () => {
    expect(errorsOf(check(RegisterRequest, { email: 'a@b.de', admin: true }))).toEqual([
      "Missing required field 'password'",
      "Unknown field 'admin'",
    ])
  })

  it('never turns text into a number', () => {
    expect(check(Type.Object({ vials: Type.Integer() }), { vials: '5' }).ok).toBe(false)
  })

  it.each([
    { name: 5, said: "'name' must be string" },
    { name: '', said: "'name' must NOT have fewer than 1 characters" },
  ])('tells one thing about a field that may also be null: $said', ({ name, said }) => {
    expect(errorsOf(check(ScheduleEnvelope, { lots_data: [], name }))).toEqual([said])
  })

  it('still says something where only null would do', () => {
    expect(errorsOf(check(Type.Object({ gone: Type.Null() }), { gone: 1 }))).toEqual(["'gone' must be null"])
  })

  it.each([null, undefined, [], 'text', Number.NaN])('refuses %s where an object is due', (value) => {
    expect(check(RegisterRequest, value).ok).toBe(false)
  })

  it('echoes a stranger’s field name shortened', () => {
    const [sentence] = errorsOf(
      check(RegisterRequest, { email: 'a@b.de', password: '12345678', [`${'x'.repeat(9_999)}`]: 1 }),
    )
    expect(sentence?.length).toBeLessThan(100)
  })
})

describe('checkText', () => {
  it('reads numbers from text and fills in defaults', () => {
    expect(checkText(ScheduleQuery, { page: '3' })).toEqual({ ok: true, value: { page: 3, page_size: 20 } })
  })

  it.each([
    { page: '0' },
    { page: '-1' },
    { page: '1.5' },
    { page: 'x' },
    { page: '' },
    { page: '0x10' },
    { page: '1e3' },
    { page: ' 3' },
    { page: '3.0' },
    { page: ['3'] },
    { page_size: '101' },
    { status: 'done' },
    { colour: 'red' },
  ])('refuses %o', (query) => expect(checkText(ScheduleQuery, query).ok).toBe(false))

  it('leaves the given object alone', () => {
    const query = { page: '3' }
    checkText(ScheduleQuery, query)
    expect(query).toEqual({ page: '3' })
  })
})
