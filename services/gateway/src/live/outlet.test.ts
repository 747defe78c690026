import { expect, it } from 'vitest'
import { outlet } from './outlet.ts'

const slowReader = () => {
  const sent: string[] = []
  const taken: (() => void)[] = []
  let now = 0
  const out = outlet(
    (text, onTaken) => {
      sent.push(text)
      taken.push(onTaken)
    },
    () => now,
  )
  return { sent, out, take: () => taken.shift()?.(), at: (ms: number) => (now = ms) }
}

it('a reader who takes nothing holds one piece under way and one of each key', () => {
  const { sent, out, take } = slowReader()
  for (let at = 0; at < 1_000; at += 1) for (const key of ['a', 'b']) out.offer(key, `${key}${at}`)
  expect(sent).toEqual(['a0'])
  for (let at = 0; at < 10; at += 1) take()
  expect(sent).toEqual(['a0', 'b999', 'a999'])
})

it('says when a piece has been taken, and since when none was', () => {
  const { out, take, at } = slowReader()
  let told = false
  expect(out.stalledSinceMs()).toBeUndefined()
  at(5)
  out.offer('a', 'last', () => (told = true))
  at(9)
  expect([out.stalledSinceMs(), told]).toEqual([5, false])
  take()
  expect([out.stalledSinceMs(), told]).toEqual([undefined, true])
})
