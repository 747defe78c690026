import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readInstances } from './instances.ts'

const folder = mkdtempSync(join(tmpdir(), 'filling-instances-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let made = 0
const withFile = (text: string, name = 'a.json'): string => {
  const path = join(folder, String(made++))
  mkdirSync(path)
  writeFileSync(join(path, name), text)
  return path
}

const lot = { lot_id: 'L1', lot_type: 'A', vials: 1, fill_hours: 10 }
const withLot = (more: object): string => withFile(JSON.stringify({ lots: [{ ...lot, ...more }] }))

describe('a folder of instances', () => {
  it('counts targets in hours from the start, and names by its file an instance that has no name', () => {
    const [instance] = readInstances(withLot({ target_start: 30, target_end: null }))
    expect(instance).toMatchObject({ name: 'a', problem: { lots: [{ targetStart: 30 * 3_600_000_000 }] } })
    expect(instance?.problem.lots[0]).not.toHaveProperty('targetEnd')
  })

  it.each([
    ['nothing to read', () => withFile('', 'best_known.csv'), /^There is no \*\.json in /],
    ['no JSON', () => withFile('{'), /a\.json is no JSON: /],
    ['no object', () => withFile('[]'), /a\.json is no instance: /],
    ['no lots', () => withFile('{}'), /a\.json: Lots data must be a list of lots/],
    ['a lot that is none', () => withFile('{"lots":[null]}'), /a\.json: Lot 0: must be an object/],
    ['a lot that lacks all', () => withFile('{"lots":[{}]}'), /a\.json: Lot 0: Missing required field 'lot_id'/],
    ['wrong rules', () => withFile('{"config":{"CLEAN_HOURS":-1}}'), /a\.json: Config: 'CLEAN_HOURS' must be at least/],
    [
      'times instead of hours',
      () => withLot({ target_end: '2025-01-02T00:00Z' }),
      /a\.json: Lot 0: 'target_end' must be hours from the start, at most 100000 \(got "2025-01-02T00:00Z"\)/,
    ],
    [
      'hours beyond all calendars',
      () => withLot({ target_start: 1e300 }),
      /'target_start' must be hours from the start/,
    ],
  ])('is refused when it has %s', (_, make, text) => {
    expect(() => readInstances(make())).toThrow(text)
  })
})
