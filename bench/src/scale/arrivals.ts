import { drawFrom } from '../generate/draw.ts'

/** When each of so many jobs comes, in milliseconds from the first. */
export const evenly = (count: number, perSecond: number): number[] =>
  Array.from({ length: count }, (_, at) => (1_000 * at) / perSecond)

/** As people come who do not know of each other (Poisson): sometimes several at once. */
export const atRandom = (count: number, perSecond: number, seed: number): number[] => {
  const draw = drawFrom(seed)
  let dueMs = 0
  return Array.from({ length: count }, () => {
    dueMs -= (1_000 / perSecond) * Math.log(1 - draw.real(0, 1))
    return dueMs
  })
}
