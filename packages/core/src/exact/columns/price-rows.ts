import type { Grid } from './grid.ts'

/** A row has one cell for every room on the grid, and as many layers as lots are counted. */
type Row = Float64Array

/** `into[r] = max(into[r], from[r − weight] + reward)`, from the largest room down so that `into` may be `from`. */
export const takeLot = ({ room, layers }: Grid, into: Row, from: Row, weight: number, reward: number): void => {
  const size = room + 1
  const shift = layers > 0 ? size + weight : weight
  for (let layer = layers; layer >= Math.min(1, layers); layer--) {
    const low = layer * size + weight
    for (let at = (layer + 1) * size - 1; at >= low; at--) {
      const taken = (from[at - shift] as number) + reward
      if (taken > (into[at] as number)) into[at] = taken
    }
  }
}

/** `row[r] = max(row[r], first[r − setup] − cost)` in every layer. */
export const openType = ({ room, layers }: Grid, row: Row, first: Row, setup: number, cost: number): void => {
  const size = room + 1
  for (let layer = 0; layer <= layers; layer++)
    for (let cell = setup; cell < size; cell++) {
      const at = layer * size + cell
      const opened = (first[at - setup] as number) - cost
      if (opened > (row[at] as number)) row[at] = opened
    }
}
