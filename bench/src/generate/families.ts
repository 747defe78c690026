import type { Draw } from './draw.ts'

export interface GeneratedLot {
  readonly lot_id: string
  readonly lot_type: string
  readonly vials: number
  readonly fill_hours: number
  readonly target_start?: number
  readonly target_end?: number
  readonly priority?: number
}

export type GeneratedConfig = Readonly<Record<string, unknown>> & { readonly FILL_RATE_VPH: number }

export interface Order {
  readonly n: number
  readonly types: number
  readonly draw: Draw
}

interface Family {
  lots(order: Order): readonly GeneratedLot[]
  config(order: Order): GeneratedConfig
}

const rate = 19_920
const usual = {
  CLEAN_HOURS: 24,
  WINDOW_HOURS: 120,
  CHG_SAME_HOURS: 4,
  CHG_DIFF_HOURS: 8,
  FILL_RATE_VPH: rate,
}

const tenth = (hours: number): number => Math.round(hours * 10) / 10
const typeName = (type: number): string => `Vial${type < 26 ? String.fromCharCode(65 + type) : type}`

const lot = (at: number, type: number, hours: number): GeneratedLot => ({
  lot_id: `L${String(at + 1).padStart(4, '0')}`,
  lot_type: typeName(type),
  vials: Math.round(hours * rate),
  fill_hours: hours,
})

const drawn =
  (hours: (draw: Draw) => number) =>
  ({ n, types, draw }: Order): GeneratedLot[] =>
    Array.from({ length: n }, (_, at) => lot(at, draw.below(types), hours(draw)))

const between = (low: number, high: number) => (draw: Draw) => tenth(draw.real(low, high))
const twoPeaks = (draw: Draw): number => tenth(draw.below(10) < 7 ? draw.real(1.5, 8) : draw.real(45, 80))
const wholeVials = (draw: Draw): number => Math.round((twoPeaks(draw) * rate) / 100) / (rate / 100)

/** Cut from blocks that are exactly full, so that an order by length wastes room. */
const cut = ({ n, types, draw }: Order): GeneratedLot[] => {
  const perBlock = 3
  return Array.from({ length: Math.ceil(n / perBlock) }, (_, block) => {
    const type = block % types
    const whole = 120 - 4 * (perBlock - 1)
    const first = tenth((whole / perBlock) * draw.real(0.75, 1.25))
    const second = tenth(((whole - first) / 2) * draw.real(0.8, 1.2))
    return [first, second, tenth(whole - first - second)].map((hours, k) => lot(block * perBlock + k, type, hours))
  })
    .flat()
    .slice(0, n)
}

/** Makes every detour over a third type at least as long as the direct way. */
const withoutDetours = (hours: readonly number[][]): void => {
  const places = [...hours.keys()]
  const at = (from: number, to: number): number => hours[from]?.[to] as number
  for (const via of places)
    for (const from of places)
      for (const to of places) {
        const around = at(from, via) + at(via, to) - at(via, via)
        if (via !== from && via !== to && from !== to) (hours[from] as number[])[to] = Math.min(at(from, to), around)
      }
}

/** Asymmetric changeovers; `detours` says whether going over a third type may be quicker. */
const matrix =
  (detours: boolean) =>
  ({ types, draw }: Order): GeneratedConfig => {
    const drawCell = (from: number, to: number): number => (from === to ? 2 + draw.below(4) : 5 + draw.below(11))
    const hours = Array.from({ length: types }, (_, from) =>
      Array.from({ length: types }, (__, to) => drawCell(from, to)),
    )
    if (!detours) withoutDetours(hours)
    const named = hours.map((row, a) => [typeName(a), Object.fromEntries(row.map((value, b) => [typeName(b), value]))])
    return { ...usual, CHANGEOVER_MATRIX: Object.fromEntries(named) }
  }

const asUsual = (): GeneratedConfig => usual

export const families = {
  small: { lots: drawn(between(1, 10)), config: asUsual },
  medium: { lots: drawn(between(5, 40)), config: asUsual },
  large: { lots: drawn(between(20, 90)), config: asUsual },
  bimodal: { lots: drawn(twoPeaks), config: asUsual },
  vialgrid: { lots: drawn(wholeVials), config: asUsual },
  oddcfg: {
    lots: drawn(twoPeaks),
    config: () => ({ ...usual, CLEAN_HOURS: 36, WINDOW_HOURS: 168, CHG_SAME_HOURS: 0, CHG_DIFF_HOURS: 12 }),
  },
  tight: { lots: cut, config: asUsual },
  matrixsmall: { lots: drawn(between(1, 10)), config: matrix(false) },
  matrix: { lots: drawn(between(5, 40)), config: matrix(false) },
  matrixlarge: { lots: drawn(between(20, 90)), config: matrix(false) },
  matrixbimodal: { lots: drawn(twoPeaks), config: matrix(false) },
  matrixv: { lots: drawn(between(1, 10)), config: matrix(true) },
  matrixvmedium: { lots: drawn(between(5, 40)), config: matrix(true) },
  matrixvbimodal: { lots: drawn(twoPeaks), config: matrix(true) },
  due: { lots: drawn(between(5, 40)), config: asUsual },
} as const satisfies Record<string, Family>

export type FamilyName = keyof typeof families
