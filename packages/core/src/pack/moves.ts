import { bulgeOf, type PackState } from './pack-state.ts'

/** A move that could be made: how two blocks would look after it. */
interface Trial {
  loadFrom: number
  loadTo: number
  keyFrom: number
  keyTo: number
  priceFrom: number
  priceTo: number
  limitFrom: number
  limitTo: number
}

/** Not a number at first, so that the engine stores these fields as floating point from the start. */
const unset = Number.NaN

/** The one trial that is being looked at; moves are tried millions of times, so nothing is allocated. */
const trial: Trial = {
  loadFrom: unset,
  loadTo: unset,
  keyFrom: 0,
  keyTo: 0,
  priceFrom: unset,
  priceTo: unset,
  limitFrom: unset,
  limitTo: unset,
}

/** Works out prices and limits for the loads and keys of the trial; false when a block would be too full. */
const fits = (state: PackState, from: number, to: number): boolean => {
  const { key, price, limit } = state
  const keepsTo = trial.keyTo === key[to]
  trial.priceTo = keepsTo ? (price[to] as number) : state.priceOf(to, trial.keyTo)
  trial.limitTo = keepsTo ? (limit[to] as number) : state.limitOf(to, trial.priceTo)
  if (trial.loadTo > trial.limitTo) return false
  const keepsFrom = trial.keyFrom === key[from]
  trial.priceFrom = keepsFrom ? (price[from] as number) : state.priceOf(from, trial.keyFrom)
  trial.limitFrom = keepsFrom ? (limit[from] as number) : state.limitOf(from, trial.priceFrom)
  // A block may also get dearer by losing a type, and then hold less.
  return trial.loadFrom <= trial.limitFrom
}

const moreCost = ({ price }: PackState, from: number, to: number): number =>
  trial.priceFrom - (price[from] as number) + trial.priceTo - (price[to] as number)

/** How much higher the two blocks would be, apart from the bulges of their types. */
const riseOfBlocks = (state: PackState, from: number, to: number): number => {
  const { load, limit } = state
  const after = bulgeOf(trial.loadFrom, trial.limitFrom) + bulgeOf(trial.loadTo, trial.limitTo)
  const before = bulgeOf(load[from] as number, limit[from] as number) + bulgeOf(load[to] as number, limit[to] as number)
  return moreCost(state, from, to) + state.blockBulge * (after - before)
}

const settle = (state: PackState, from: number, to: number): void => {
  state.cost += moreCost(state, from, to)
  state.load[from] = trial.loadFrom
  state.load[to] = trial.loadTo
  state.key[from] = trial.keyFrom
  state.key[to] = trial.keyTo
  state.price[from] = trial.priceFrom
  state.price[to] = trial.priceTo
  state.limit[from] = trial.limitFrom
  state.limit[to] = trial.limitTo
}

/** Books a lot over from one block to another. */
const rebook = (state: PackState, lot: number, from: number, to: number): void => {
  const { typeOf, weights, typeCount } = state.model
  const type = typeOf[lot] as number
  const weight = weights[lot] as number
  const pairFrom = from * typeCount + type
  const pairTo = to * typeCount + type
  state.count[pairFrom] = (state.count[pairFrom] as number) - 1
  state.count[pairTo] = (state.count[pairTo] as number) + 1
  state.share[pairFrom] = (state.share[pairFrom] as number) - weight
  state.share[pairTo] = (state.share[pairTo] as number) + weight
  state.blockOf[lot] = to
}

/** Moves one lot to another block if that fits and rises by at most `tolerance`. */
export const tryShift = (state: PackState, lot: number, to: number, tolerance: number): boolean => {
  const { typeOf, weights, typeCount, setups, maxLots } = state.model
  const from = state.blockOf[lot] as number
  if ((state.lots[to] as number) >= maxLots) return false
  const type = typeOf[lot] as number
  const weight = weights[lot] as number
  const step = setups.step[type] as number
  const pairFrom = from * typeCount + type
  const pairTo = to * typeCount + type
  trial.loadFrom = (state.load[from] as number) - weight
  trial.loadTo = (state.load[to] as number) + weight
  trial.keyFrom = (state.key[from] as number) - (state.count[pairFrom] === 1 ? step : 0)
  trial.keyTo = (state.key[to] as number) + (state.count[pairTo] === 0 ? step : 0)
  if (!fits(state, from, to)) return false
  const types = state.bulgeGrowth(pairFrom, -weight) + state.bulgeGrowth(pairTo, weight)
  if (riseOfBlocks(state, from, to) + types > tolerance) return false
  settle(state, from, to)
  rebook(state, lot, from, to)
  state.lots[from] = (state.lots[from] as number) - 1
  state.lots[to] = (state.lots[to] as number) + 1
  return true
}

/** The keys of two blocks that exchange lots of two types. */
const setKeys = (state: PackState, from: number, to: number, typeA: number, typeB: number): void => {
  const { typeCount, setups } = state.model
  const { key, count } = state
  const stepA = setups.step[typeA] as number
  const stepB = setups.step[typeB] as number
  const rowFrom = from * typeCount
  const rowTo = to * typeCount
  const lessFrom = count[rowFrom + typeA] === 1 ? stepA : 0
  const lessTo = count[rowTo + typeB] === 1 ? stepB : 0
  trial.keyFrom = (key[from] as number) - lessFrom + (count[rowFrom + typeB] === 0 ? stepB : 0)
  trial.keyTo = (key[to] as number) - lessTo + (count[rowTo + typeA] === 0 ? stepA : 0)
}

/** How much the bulges of two types rise when their lots are exchanged. */
const riseOfTypes = (state: PackState, a: number, b: number, from: number, to: number): number => {
  const { typeOf, weights, typeCount } = state.model
  const weightA = weights[a] as number
  const weightB = weights[b] as number
  const rowFrom = from * typeCount
  const rowTo = to * typeCount
  const typeA = typeOf[a] as number
  const typeB = typeOf[b] as number
  if (typeA === typeB) {
    const gain = weightB - weightA
    return state.bulgeGrowth(rowFrom + typeA, gain) + state.bulgeGrowth(rowTo + typeA, -gain)
  }
  return (
    state.bulgeGrowth(rowFrom + typeA, -weightA) +
    state.bulgeGrowth(rowTo + typeA, weightA) +
    state.bulgeGrowth(rowTo + typeB, -weightB) +
    state.bulgeGrowth(rowFrom + typeB, weightB)
  )
}

/** Exchanges two lots of different blocks if both fit and the landscape rises by at most `tolerance`. */
export const trySwap = (state: PackState, a: number, b: number, tolerance: number): boolean => {
  const { typeOf, weights } = state.model
  const from = state.blockOf[a] as number
  const to = state.blockOf[b] as number
  const gain = (weights[b] as number) - (weights[a] as number)
  const typeA = typeOf[a] as number
  const typeB = typeOf[b] as number
  if (typeA === typeB && gain === 0) return false
  trial.loadFrom = (state.load[from] as number) + gain
  trial.loadTo = (state.load[to] as number) - gain
  trial.keyFrom = state.key[from] as number
  trial.keyTo = state.key[to] as number
  if (typeA !== typeB) setKeys(state, from, to, typeA, typeB)
  if (!fits(state, from, to)) return false
  if (riseOfBlocks(state, from, to) + riseOfTypes(state, a, b, from, to) > tolerance) return false
  settle(state, from, to)
  rebook(state, a, from, to)
  rebook(state, b, to, from)
  return true
}
