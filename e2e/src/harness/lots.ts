import type { Lot } from '@filling/contracts'

/** The four lots of the document. */
export const sampleLots: readonly Lot[] = [
  {
    lot_id: 'LOT001',
    lot_type: 'Product-A',
    vials: 1000,
    fill_hours: 2.5,
    target_start: '2025-10-15T08:00:00',
    target_end: '2025-10-15T18:00:00',
  },
  { lot_id: 'LOT002', lot_type: 'Product-B', vials: 1500, fill_hours: 2.5 },
  { lot_id: 'LOT003', lot_type: 'Product-A', vials: 800, fill_hours: 2 },
  { lot_id: 'LOT004', lot_type: 'Product-C', vials: 1200, fill_hours: 2 },
]
