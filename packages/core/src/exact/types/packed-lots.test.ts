import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dice } from '../../random.ts'
import { fromHours } from '../../time.ts'
import { Leftovers } from './leftovers.ts'
import { PackedLots } from './packed-lots.ts'

const block = fromHours(124)
const hours = fc.integer({ min: 50, max: 1_240 }).map((tenths) => fromHours(tenths / 10))
const heaviestFirst = (lots: number[]): number[] => lots.sort((a, b) => b - a)
const sum = (lots: readonly number[]): number => lots.reduce((total, lot) => total + lot, 0)

describe('lots of a type that are packed', () => {
  it('fit where they are placed, and leave over what is said, never less than can be', () => {
    let least = 0
    fc.assert(
      fc.property(
        fc.array(hours, { minLength: 1, maxLength: 9 }).map(heaviestFirst),
        fc.array(hours, { maxLength: 3 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        (weights, rooms, blocks, most) => {
          rooms.sort((a, b) => a - b)
          const packed = new PackedLots(weights, block, most)
          const places = packed.pack(rooms, blocks)
          const at = (place: number): number[] => weights.filter((_, lot) => places[lot] === place)
          for (const [place, size] of [...rooms, ...new Array<number>(blocks).fill(block)].entries()) {
            expect(sum(at(place))).toBeLessThanOrEqual(size)
            expect(at(place).length).toBeLessThanOrEqual(place < rooms.length ? most - 1 : most)
          }
          const left = packed.least(rooms, blocks)
          expect(sum(at(-1))).toBe(left)
          const known = new Leftovers(weights, block, 9).least(rooms, blocks)
          expect(left).toBeGreaterThanOrEqual(known)
          if (left === known) least++
        },
      ),
      { numRuns: 200 },
    )
    expect(least).toBeGreaterThan(80)
  })

  it('fill blocks nearly to the brim where many are light', () => {
    const dice = new Dice(7)
    const weights = heaviestFirst(Array.from({ length: 45 }, () => fromHours((60 + dice.below(300)) / 10)))
    const packed = new PackedLots(weights, block, Number.POSITIVE_INFINITY)
    const rooms = [fromHours(33.3), fromHours(71.9)]
    expect(packed.poured(rooms, 5)).toBeGreaterThan(0)
    expect(packed.least(rooms, 5)).toBeLessThan(packed.poured(rooms, 5) + fromHours(1))
  })
})
