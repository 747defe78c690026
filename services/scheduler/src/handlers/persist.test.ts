import { createLogger } from '@filling/service-kit'
import { expect, it } from 'vitest'
import { persist } from './persist.ts'

const log = createLogger('test', 'silent')

it('ends its pause when the process is stopped, after one last try', async () => {
  const stopping = new AbortController()
  let tries = 0
  const write = async () => {
    tries += 1
    setImmediate(() => stopping.abort())
    throw new Error('the database is away')
  }
  const anHourMs = 3_600_000
  await expect(persist(log, stopping.signal, write, [anHourMs, anHourMs])).rejects.toThrow('the database is away')
  expect(tries).toBe(2)
})

it('writes once when the database is there', async () => {
  let tries = 0
  const write = async () => {
    tries += 1
    return 'written'
  }
  expect(await persist(log, new AbortController().signal, write)).toBe('written')
  expect(tries).toBe(1)
})
