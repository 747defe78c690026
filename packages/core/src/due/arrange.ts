import type { Dice } from '../random.ts'
import type { Line } from './line.ts'

/** A block's lots without one of them. */
export const without = (lots: readonly number[], lot: number): number[] => {
  const left: number[] = []
  for (const other of lots) if (other !== lot) left.push(other)
  return left
}

/** Exchanges one lot for another in its place. */
export const inPlaceOf = (lots: readonly number[], old: number, lot: number): number[] => {
  const changed = [...lots]
  changed[changed.indexOf(old)] = lot
  return changed
}

const typeAt = (line: Line, lots: readonly number[], at: number): number =>
  at < 0 || at >= lots.length ? -1 : (line.typeOf[lots[at] as number] as number)

/** One of the places where the test holds, by chance; −1 when there is none. */
const drawWhere = (dice: Dice, places: number, holds: (place: number) => boolean): number => {
  let drawn = -1
  let count = 0
  for (let place = 0; place < places; place++) if (holds(place) && dice.below(++count) === 0) drawn = place
  return drawn
}

/** Puts a lot beside its own kind; where there is none, between two runs or at an end. */
export const withLot = (dice: Dice, line: Line, lots: readonly number[], lot: number): number[] => {
  const type = line.typeOf[lot]
  const before = (place: number) => typeAt(line, lots, place - 1)
  const after = (place: number) => typeAt(line, lots, place)
  let place = drawWhere(dice, lots.length + 1, (at) => before(at) === type || after(at) === type)
  if (place < 0) place = drawWhere(dice, lots.length + 1, (at) => before(at) !== after(at) || lots.length === 0)
  const grown = [...lots]
  grown.splice(place, 0, lot)
  return grown
}

/** Exchanges two lots of a block, or moves one of them, by chance; undefined when the draw changes nothing. */
export const reordered = (dice: Dice, lots: readonly number[]): number[] | undefined => {
  const from = dice.below(lots.length)
  const to = dice.below(lots.length)
  if (from === to) return undefined
  const changed = [...lots]
  const lot = changed[from] as number
  if (dice.bits() & 1) {
    changed[from] = changed[to] as number
    changed[to] = lot
  } else {
    changed.splice(from, 1)
    changed.splice(to, 0, lot)
  }
  return changed
}

/** A list of anything, or a column of numbers. */
type Row<T> = { [at: number]: T }

export const swap = <T>(row: Row<T>, a: number, b: number): void => {
  const kept = row[a] as T
  row[a] = row[b] as T
  row[b] = kept
}

/** Moves one element to another place; those between step aside. */
export const rotate = <T>(row: Row<T>, from: number, to: number): void => {
  const step = from < to ? 1 : -1
  for (let at = from; at !== to; at += step) swap(row, at, at + step)
}
