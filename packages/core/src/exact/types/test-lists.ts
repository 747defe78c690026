import type { Problem } from '../../problem.ts'
import { fromHours } from '../../time.ts'

export interface Lot {
  readonly type: number
  /** Of an hour. */
  readonly tenths: number
}

/** Four hours between lots of a type, eight between types, blocks of 120 hours: set-ups of four in a room of 128. */
export const problemOf = (lots: readonly Lot[], types: number): Problem => ({
  lots: lots.map(({ type, tenths }, at) => ({
    id: `L${at}`,
    type,
    vials: 1,
    fill: fromHours(tenths / 10),
    priority: 1,
  })),
  types: Array.from({ length: types }, (_, type) => `T${type}`),
  rules: {
    clean: fromHours(24),
    window: fromHours(120),
    changeover: Array.from({ length: types }, (_, a) =>
      Array.from({ length: types }, (__, b) => fromHours(a === b ? 4 : 8)),
    ),
    twoValue: { same: fromHours(4), diff: fromHours(8) },
    maxLotsPerBlock: Number.POSITIVE_INFINITY,
    hardTargets: false,
  },
  hasTargets: false,
})
