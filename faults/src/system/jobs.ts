/** Planned within milliseconds. */
export const quick = {
  lots_data: [
    { lot_id: 'LOT001', lot_type: 'Product-A', vials: 1000, fill_hours: 2.5 },
    { lot_id: 'LOT002', lot_type: 'Product-B', vials: 1500, fill_hours: 2.5 },
    { lot_id: 'LOT003', lot_type: 'Product-A', vials: 800, fill_hours: 2 },
    { lot_id: 'LOT004', lot_type: 'Product-C', vials: 1200, fill_hours: 2 },
  ],
}

const lotsOf = (count: number, types: number) =>
  Array.from({ length: count }, (_, i) => ({
    lot_id: `L${i}`,
    lot_type: `T${i % types}`,
    vials: 100,
    fill_hours: 3 + ((i * 37) % 411) / 30,
  }))

const types = Array.from({ length: 12 }, (_, type) => type)
const changeover_matrix = Object.fromEntries(
  types.map((from) => [
    `T${from}`,
    Object.fromEntries(types.map((to) => [`T${to}`, 1 + ((from * 31 + to * 17) % 13)])),
  ]),
)

/** A proof that nobody finishes: takes its whole time. */
export const proof = (seconds: number) => ({
  lots_data: lotsOf(200, 12),
  strategy: 'milp-opt',
  config: { time_limit_seconds: seconds, changeover_matrix },
})

/** A search for a better plan, for as long as it may. */
export const search = (seconds: number) => ({
  lots_data: lotsOf(120, 12),
  strategy: 'hybrid-pack',
  config: { time_limit_seconds: seconds, changeover_matrix },
})

/** No strategy of this name: refused, and nothing is left behind. */
export const impossible = { ...quick, strategy: 'guess-pack' }
