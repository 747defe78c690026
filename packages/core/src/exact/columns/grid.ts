import { gcd } from '../../gcd.ts'
import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from '../model/block-model.ts'

/** Weights in whole cells, rounded down: what fits the block fits the grid, so a grid optimum is never too small. */
export interface Grid {
  readonly cell: Micros
  readonly room: number
  readonly weights: Int32Array
  readonly setups: Int32Array
  /** Lots per block counted as a second dimension; 0 when the limit cannot bind. */
  readonly layers: number
}

/** The tables of a grid this wide take about a millisecond per 300 lots. */
const widest = 4096
const coarse = 2048

export const makeGrid = (model: BlockModel, kind: BlockKind): Grid => {
  const sizes = [...model.groups.map((group) => group.weight), ...kind.setup].filter((size) => size > 0)
  const exact = sizes.reduce(gcd, 0)
  const layers = countLayers(model, kind)
  const limit = Math.max(256, Math.floor(widest / (layers + 1)))
  const fine = exact > 0 && kind.room / exact <= limit
  const cell = fine ? exact : Math.max(1, Math.ceil(kind.room / Math.min(coarse, limit)))
  const room = Math.max(0, Math.floor(kind.room / cell))
  // What is larger than the room is never taken; where next to no room is left, its cells would not fit in 32 bits.
  const cells = (size: Micros): number => Math.min(Math.floor(size / cell), room + 1)
  return {
    cell,
    room,
    weights: Int32Array.from(model.groups, ({ weight }) => cells(weight)),
    setups: Int32Array.from(kind.setup, cells),
    layers,
  }
}

const countLayers = (model: BlockModel, kind: BlockKind): number => {
  const shortest = model.groups.reduce((least, group) => Math.min(least, group.weight), Number.POSITIVE_INFINITY)
  return kind.most * Math.max(1, shortest) < kind.room ? kind.most : 0
}
