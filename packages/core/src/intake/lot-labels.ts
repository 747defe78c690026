import type { LotField } from './lot-fields.ts'

/** How messages name a lot and a field; a CSV reader says "Line 3" and "Vials" instead. */
export interface LotLabels {
  readonly lot: (index: number) => string
  readonly field: (name: LotField) => string
}

export const documentLabels: LotLabels = { lot: (index) => `Lot ${index}`, field: (name) => name }
