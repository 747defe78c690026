import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const schema = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8_000 }),
  DATABASE_URL: Type.String({ pattern: '^postgres' }),
  LOG_LEVEL: Type.Optional(Type.String()),
})

const secretFile = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'secret')
  writeFileSync(file, text)
  return file
}

describe('readConfig', () => {
  it('takes what is set and defaults the rest, and nothing that it was not asked for', () => {
    expect(readConfig(schema, { DATABASE_URL: 'postgres://x', HOME: '/root' })).toEqual({
      PORT: 8_000,
      DATABASE_URL: 'postgres://x',
    })
  })

  it.each(['', '\n', '\r\n'])('reads a secret from the file that KEY_FILE names, without the %j at its end', (end) => {
    expect(readConfig(schema, { DATABASE_URL_FILE: secretFile(`postgres://from-file${end}`) }).DATABASE_URL).toBe(
      'postgres://from-file',
    )
  })

  it('names every mistake together and no value', () => {
    const read = () => readConfig(schema, { PORT: '99999', DATABASE_URL: 'mysql://user:hunter2@db' })
    expect(read).toThrow(/PORT/)
    expect(read).toThrow(/DATABASE_URL/)
    expect(read).not.toThrow(/hunter2|99999/)
  })

  it('refuses a key that is set twice, and a file that is not there', () => {
    expect(() => readConfig(schema, { DATABASE_URL: 'postgres://x', DATABASE_URL_FILE: secretFile('y') })).toThrow(
      /not both/,
    )
    expect(() => readConfig(schema, { DATABASE_URL_FILE: '/nowhere' })).toThrow(/cannot be read/)
  })

  it('refuses a folder where a file should be, and a file with nothing in it', () => {
    expect(() => readConfig(schema, { DATABASE_URL_FILE: tmpdir() })).toThrow(/DATABASE_URL_FILE names cannot be read/)
    expect(() => readConfig(schema, { DATABASE_URL_FILE: secretFile('\n') })).toThrow(/'DATABASE_URL'/)
  })

  it('treats an empty value as absent', () => {
    expect(() => readConfig(schema, { DATABASE_URL: '' })).toThrow(/Missing required field 'DATABASE_URL'/)
  })
})
