import { expect, it } from 'vitest'
import { eventually } from './eventually.ts'

it('gives back what it waited for, through failures', async () => {
  let looks = 0
  const found = await eventually(() => {
    looks += 1
    if (looks < 3) throw new Error('not yet')
    return looks
  })
  expect(found).toBe(3)
})

it('fails with what the last look said', async () => {
  await expect(eventually(() => Promise.reject(new Error('still 3 left')), { withinMs: 20 })).rejects.toThrow(
    'still 3 left',
  )
  await expect(eventually(() => false, { withinMs: 20 })).rejects.toThrow('it was false')
})
