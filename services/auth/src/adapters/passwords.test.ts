import { stat } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openPasswords } from './passwords.ts'

const storm = 40

describe('a storm of sign-ins', () => {
  it('leaves threads for everything else', async () => {
    const passwords = await openPasswords()
    let hashed = 0
    const hashes = Array.from({ length: storm }, async () => {
      await passwords.hash('correct horse battery')
      hashed += 1
    })
    await stat('.')
    expect(hashed).toBeLessThan(storm / 4)
    await Promise.all(hashes)
  })

  it('is told to come back once too many wait, and passes', async () => {
    const passwords = await openPasswords({ atOnce: 2, mostWaiting: 5 })
    const answers = await Promise.allSettled(Array.from({ length: storm }, () => passwords.hash('correct horse')))
    const refused = answers.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(storm - 7)
    expect(refused[0]).toMatchObject({ reason: { code: 'service.unavailable', headers: { 'Retry-After': '5' } } })
    expect(await passwords.matches('correct horse', await passwords.hash('correct horse'))).toBe(true)
  })
})

it('nobody’s password matches, not even nobody’s own', async () => {
  const passwords = await openPasswords()
  expect(await passwords.matches('', undefined)).toBe(false)
})
