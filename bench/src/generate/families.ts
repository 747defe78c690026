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
const wholeVials = (draw: Draw): number => Math.round(twoPeaks(draw) * rate + draw.real(-999, 999)) / rate

/** A length cut into so many uneven parts, in tenths of an hour. */
const cutInto = (parts: number, whole: number, draw: Draw): number[] => {
  const part = parts === 1 ? tenth(whole) : tenth((whole / parts) * draw.real(0.6, 1.4))
  return parts === 1 ? [part] : [part, ...cutInto(parts - 1, whole - part, draw)]
}

/** Cut from blocks of one type that are exactly full, so that an order by length wastes room. */
const cut =
  (perBlock: (draw: Draw) => number) =>
  ({ n, types, draw }: Order): GeneratedLot[] => {
    const lots: GeneratedLot[] = []
    for (let block = 0; lots.length < n; block++) {
      const parts = Math.min(perBlock(draw), n - lots.length)
      for (const hours of cutInto(parts, 120 - 4 * (parts - 1), draw)) lots.push(lot(lots.length, block % types, hours))
    }
    return lots
  }

/** As full as three lots of two types make a block; then types are drawn, so that each lot fits better elsewhere. */
const cutMixed = ({ n, types, draw }: Order): GeneratedLot[] =>
  Array.from({ length: Math.ceil(n / 3) }, () => cutInto(3, 120 - 4 - 8, draw))
    .flat()
    .slice(0, n)
    .map((hours, at) => lot(at, draw.below(types), hours))

const everyTypeOnce = ({ n, draw }: Order): GeneratedLot[] =>
  Array.from({ length: n }, (_, at) => lot(at, at, between(5, 50)(draw)))

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

const oddRules = [
  { CLEAN_HOURS: 36, WINDOW_HOURS: 168, CHG_SAME_HOURS: 0, CHG_DIFF_HOURS: 12 },
  { CLEAN_HOURS: 12, WINDOW_HOURS: 96, CHG_SAME_HOURS: 2, CHG_DIFF_HOURS: 6 },
  { CLEAN_HOURS: 8, WINDOW_HOURS: 100, CHG_SAME_HOURS: 1, CHG_DIFF_HOURS: 10 },
  { CLEAN_HOURS: 20, WINDOW_HOURS: 90, CHG_SAME_HOURS: 3, CHG_DIFF_HOURS: 3.5 },
]

export const families = {
  small: { lots: drawn(between(1, 10)), config: asUsual },
  medium: { lots: drawn(between(5, 40)), config: asUsual },
  large: { lots: drawn(between(20, 90)), config: asUsual },
  bimodal: { lots: drawn(twoPeaks), config: asUsual },
  vialgrid: { lots: drawn(wholeVials), config: asUsual },
  oddcfg: { lots: drawn(twoPeaks), config: ({ draw }) => ({ ...usual, ...oddRules[draw.below(oddRules.length)] }) },
  tights3: { lots: cut(() => 3), config: asUsual },
  tights4: { lots: cut(() => 4), config: asUsual },
  tightsx: { lots: cut((draw) => 2 + draw.below(3)), config: asUsual },
  tightm3: { lots: cutMixed, config: asUsual },
  alldiff: { lots: everyTypeOnce, config: asUsual },
  matrix: { lots: drawn(between(5, 40)), config: matrix(false) },
  matrixlarge: { lots: drawn(between(20, 90)), config: matrix(false) },
  matrixbimodal: { lots: drawn(twoPeaks), config: matrix(false) },
  matrixv: { lots: drawn(between(1, 10)), config: matrix(true) },
  matrixvmedium: { lots: drawn(between(5, 40)), config: matrix(true) },
  matrixvbimodal: { lots: drawn(twoPeaks), config: matrix(true) },
  due: { lots: drawn(between(5, 40)), config: asUsual },
} as const satisfies Record<string, Family>

export type FamilyName = keyof typeof families
