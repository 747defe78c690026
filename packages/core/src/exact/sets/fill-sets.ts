import type { Dice } from '../../random.ts'
import { type Micros, microsPerHour } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { TypeSet } from '../model/type-sets.ts'
import { Filling } from './filling.ts'

/**
 * Looks for room for all lots in blocks of given sets: single lots and pairs change places at first, then two blocks at a
 * time divide their lots anew in the best way of all, which packs almost perfectly. The lots of each block, or nothing
 * when some never fitted.
 */
export const fillSets = (
  model: BlockModel,
  bins: readonly TypeSet[],
  dice: Dice,
  effort: number,
  stop = (): boolean => false,
): readonly (readonly number[])[] | undefined => {
  const filling = Filling.start(model, bins)
  if (!filling) return undefined
  exchange(filling, dice, model.problem.lots.length * exchangesPerLot)
  divide(filling, dice, bins.length * Math.min(bins.length * divisionsPerPair, mostDivisions) * effort, stop)
  return filling.over > 0 ? undefined : filling.lots
}

const exchangesPerLot = 400
const divisionsPerPair = 50
/** Per block, where there are many. */
const mostDivisions = 1_000
/** Moves between two looks at the clock. */
const movesPerLook = 256

/** A change for the worse passes when it is less than this, on average; less and less the longer it goes on. */
const patience = (dice: Dice, warmest: Micros, progress: number): Micros =>
  -Math.log(1 - dice.next()) * warmest * (1 - progress) ** 2

const exchange = (filling: Filling, dice: Dice, moves: number): void => {
  const size = filling.home.length
  for (let move = 0; move < moves && filling.over > 0; move++) {
    const lot = dice.below(size)
    const limit = patience(dice, 2 * microsPerHour, move / moves)
    if (dice.next() < 0.3) moveOne(filling, lot, dice, limit)
    else swapTwo(filling, lot, dice.below(size), limit)
  }
}

const moveOne = (filling: Filling, lot: number, dice: Dice, limit: Micros): void => {
  const homes = filling.homesOf(lot)
  const [from, to] = [filling.home[lot] as number, homes[dice.below(homes.length)] as number]
  const weight = filling.weight[lot] as number
  if (to !== from && filling.excess(from, -weight) + filling.excess(to, weight) <= limit) filling.put(lot, to)
}

const swapTwo = (filling: Filling, a: number, b: number, limit: Micros): void => {
  const [from, to] = [filling.home[a] as number, filling.home[b] as number]
  const more = (filling.weight[a] as number) - (filling.weight[b] as number)
  if (to === from || more === 0) return
  if (!filling.takes(to, filling.type[a] as number) || !filling.takes(from, filling.type[b] as number)) return
  if (filling.excess(from, -more) + filling.excess(to, more) > limit) return
  filling.put(a, to)
  filling.put(b, from)
}

const divide = (filling: Filling, dice: Dice, moves: number, stop: () => boolean): void => {
  const { bins, free } = filling
  const mates = bins.map(({ bits }, a) => [...bins.keys()].filter((b) => a !== b && bits & (bins[b]?.bits ?? 0)))
  for (let move = 0; move < moves && filling.over > 0; move++) {
    if (move % movesPerLook === movesPerLook - 1 && stop()) return
    let a = dice.below(bins.length)
    // Every other time a block that holds too much.
    if (move % 2 === 0) while ((free[a] as number) >= 0) a = (a + 1) % bins.length
    const others = mates[a] as number[]
    if (others.length === 0) continue
    const b = others[dice.below(others.length)] as number
    divideTwo(filling, a, b, dice, patience(dice, 0.2 * microsPerHour, move / moves))
  }
}

/** Lots that are divided at once: all ways are tried, 2 to this power. */
const mostDivided = 12

const divideTwo = (filling: Filling, a: number, b: number, dice: Dice, limit: Micros): void => {
  const loose = [...(filling.lots[a] as number[]), ...(filling.lots[b] as number[])].filter(
    (lot) => filling.takes(a, filling.type[lot] as number) && filling.takes(b, filling.type[lot] as number),
  )
  while (loose.length > mostDivided) loose.splice(dice.below(loose.length), 1)
  let [roomA, roomB, sum] = [filling.free[a] as number, filling.free[b] as number, 0]
  const before = Math.max(0, -roomA) + Math.max(0, -roomB)
  for (const lot of loose) {
    const weight = filling.weight[lot] as number
    if (filling.home[lot] === a) roomA += weight
    else roomB += weight
    sum += weight
  }
  const weights = Float64Array.from(loose, (lot) => filling.weight[lot] as number)
  const ways = goodDivisions(weights, roomA, sum - roomB, before + limit)
  const way = ways[dice.below(ways.length)] ?? 0
  for (const [at, lot] of loose.entries()) filling.put(lot, way & (1 << at) ? a : b)
}

/** The ways to choose weights, as bits, whose sum is above `most` and below `fewest` by `limit` together, or by the least. */
const goodDivisions = (weights: Float64Array, most: Micros, fewest: Micros, limit: Micros): number[] => {
  let least = Number.POSITIVE_INFINITY
  let ways: number[] = []
  let chosen = 0
  let sum = 0
  // In Gray's order each way differs from the one before by a single lot.
  for (let turn = 1; ; turn++) {
    const over = Math.max(limit, Math.max(0, sum - most) + Math.max(0, fewest - sum))
    if (over < least) {
      least = over
      ways = [chosen]
    } else if (over === least) ways.push(chosen)
    const bit = 31 - Math.clz32(turn & -turn)
    if (bit >= weights.length) return ways
    chosen ^= 1 << bit
    sum += chosen & (1 << bit) ? (weights[bit] as number) : -(weights[bit] as number)
  }
}
