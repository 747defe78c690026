import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from './instant.ts'

describe('ISO 8601 times', () => {
  it('reads back every time that a Date writes', () => {
    const date = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    fc.assert(
      fc.property(date, (value) => {
        expect(parseInstant(value.toISOString())).toEqual({ epochMs: value.getTime() })
      }),
    )
  })

  it.each([
    ['2025-10-13T10:00:00+00:00', '2025-10-13T10:00:00Z'],
    ['2025-10-13T10:00:00+02:00', '2025-10-13T08:00:00Z'],
    ['2025-10-13T10:00-0530', '2025-10-13T15:30:00Z'],
    ['2025-10-13 10:00:00.5Z', '2025-10-13T10:00:00.500Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['0001-01-01T14:00+14:00', '0001-01-01T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('understands %s', (text, same) => {
    expect(parseInstant(text)?.epochMs).toBe(Date.parse(same))
  })

  it('tells when there is no offset', () => {
    expect(parseInstant('2025-10-13T10:00:00')).toEqual({
      epochMs: Date.UTC(2025, 9, 13, 10),
      assumed: 'has no UTC offset; UTC is assumed',
    })
  })

  it('tells when there is only a date, which may have been meant to its end', () => {
    expect(parseInstant('2025-10-13')).toEqual({
      epochMs: Date.UTC(2025, 9, 13),
      assumed: 'has no time of day; 00:00 UTC is assumed',
    })
  })

  it.each([
    '',
    'now',
    '2025-13-01T00:00Z',
    '2025-02-29T00:00Z',
    '2025-10-13T24:00Z',
    '2025-10-13T10:60Z',
    '2025-10-13T10:00+25:00',
    '9999-12-31T23:59:59-14:00',
    '0001-01-01T00:00:00+00:01',
    '0000-06-01T00:00Z',
    '13.10.2025',
    '1760349600',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })
})
