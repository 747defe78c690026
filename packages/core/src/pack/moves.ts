import type { PackState } from './pack-state.ts'

/** A move that could be made: how two blocks would look after it, and how much higher the landscape would be. */
interface Trial {
  rise: number
  loadFrom: number
  loadTo: number
  keyFrom: number
  keyTo: number
}

/** The one trial that is being looked at; moves are tried millions of times, so nothing is allocated. */
const trial: Trial = { rise: 0, loadFrom: 0, loadTo: 0, keyFrom: 0, keyTo: 0 }

const settle = (state: PackState, from: number, to: number): void => {
  state.cost +=
    state.costOf(from, trial.keyFrom) -
    state.costOf(from, state.key[from] as number) +
    state.costOf(to, trial.keyTo) -
    state.costOf(to, state.key[to] as number)
  state.load[from] = trial.loadFrom
  state.load[to] = trial.loadTo
  state.key[from] = trial.keyFrom
  state.key[to] = trial.keyTo
  state.height[from] = state.heightOf(from, trial.loadFrom, trial.keyFrom)
  state.height[to] = state.heightOf(to, trial.loadTo, trial.keyTo)
}

const addHeights = (state: PackState, from: number, to: number): void => {
  trial.rise +=
    state.heightOf(from, trial.loadFrom, trial.keyFrom) -
    (state.height[from] as number) +
    state.heightOf(to, trial.loadTo, trial.keyTo) -
    (state.height[to] as number)
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
  trial.loadTo = (state.load[to] as number) + weight
  trial.keyTo = (state.key[to] as number) + (state.count[pairTo] === 0 ? step : 0)
  if (!state.fits(to, trial.loadTo, trial.keyTo)) return false
  trial.keyFrom = (state.key[from] as number) - (state.count[pairFrom] === 1 ? step : 0)
  trial.loadFrom = trial.keyFrom === 0 ? 0 : (state.load[from] as number) - weight
  trial.rise = state.bulgeGrowth(pairFrom, -weight) + state.bulgeGrowth(pairTo, weight)
  addHeights(state, from, to)
  // A block may also get dearer by losing a type, and then hold less.
  if (trial.rise > tolerance || !state.fits(from, trial.loadFrom, trial.keyFrom)) return false
  settle(state, from, to)
  rebook(state, lot, from, to)
  state.lots[from] = (state.lots[from] as number) - 1
  state.lots[to] = (state.lots[to] as number) + 1
  return true
}

const swapWithinType = (state: PackState, a: number, b: number): void => {
  const { typeOf, weights, typeCount } = state.model
  const from = state.blockOf[a] as number
  const to = state.blockOf[b] as number
  const type = typeOf[a] as number
  const gain = (weights[b] as number) - (weights[a] as number)
  trial.keyFrom = state.key[from] as number
  trial.keyTo = state.key[to] as number
  trial.rise = state.bulgeGrowth(from * typeCount + type, gain) + state.bulgeGrowth(to * typeCount + type, -gain)
}

const swapAcrossTypes = (state: PackState, a: number, b: number): void => {
  const { typeOf, weights, typeCount, setups } = state.model
  const from = (state.blockOf[a] as number) * typeCount
  const to = (state.blockOf[b] as number) * typeCount
  const typeA = typeOf[a] as number
  const typeB = typeOf[b] as number
  const stepA = setups.step[typeA] as number
  const stepB = setups.step[typeB] as number
  const weightA = weights[a] as number
  const weightB = weights[b] as number
  trial.keyFrom =
    (state.key[state.blockOf[a] as number] as number) -
    (state.count[from + typeA] === 1 ? stepA : 0) +
    (state.count[from + typeB] === 0 ? stepB : 0)
  trial.keyTo =
    (state.key[state.blockOf[b] as number] as number) -
    (state.count[to + typeB] === 1 ? stepB : 0) +
    (state.count[to + typeA] === 0 ? stepA : 0)
  trial.rise =
    state.bulgeGrowth(from + typeA, -weightA) +
    state.bulgeGrowth(to + typeA, weightA) +
    state.bulgeGrowth(to + typeB, -weightB) +
    state.bulgeGrowth(from + typeB, weightB)
}

/** Exchanges two lots of different blocks if both fit and the landscape rises by at most `tolerance`. */
export const trySwap = (state: PackState, a: number, b: number, tolerance: number): boolean => {
  const { typeOf, weights } = state.model
  const from = state.blockOf[a] as number
  const to = state.blockOf[b] as number
  const gain = (weights[b] as number) - (weights[a] as number)
  const sameType = typeOf[a] === typeOf[b]
  if (sameType && gain === 0) return false
  trial.loadFrom = (state.load[from] as number) + gain
  trial.loadTo = (state.load[to] as number) - gain
  if (sameType) swapWithinType(state, a, b)
  else swapAcrossTypes(state, a, b)
  if (!state.fits(from, trial.loadFrom, trial.keyFrom) || !state.fits(to, trial.loadTo, trial.keyTo)) return false
  addHeights(state, from, to)
  if (trial.rise > tolerance) return false
  settle(state, from, to)
  rebook(state, a, from, to)
  rebook(state, b, to, from)
  return true
}
