/** Lots that compete for one block, types together. Weights and set-ups in grid cells, rounded up: what is chosen fits. */
export interface Competition {
  /** Type of each lot, as a number that indexes the set-ups; lots of one type stand together. */
  readonly types: ArrayLike<number>
  readonly weights: ArrayLike<number>
  readonly rewards: ArrayLike<number>
  readonly setups: ArrayLike<number>
  /** What opening a type costs in rewards. */
  readonly costs: ArrayLike<number>
}

/** Chooses the lots of one block for the highest reward; keeps its arrays from call to call, they are what takes time. */
export class Knapsack {
  readonly #room: number
  readonly #closed: Float64Array
  readonly #open: Float64Array
  #taken: Uint8Array
  #opened: Uint8Array

  constructor(room: number) {
    this.#room = room
    this.#closed = new Float64Array(room + 1)
    this.#open = new Float64Array(room + 1)
    this.#taken = new Uint8Array(32 * (room + 1))
    this.#opened = new Uint8Array(8 * (room + 1))
  }

  /** Positions of the chosen lots. */
  choose(lots: Competition, room: number): number[] {
    const count = lots.types.length
    const row = this.#room + 1
    if (this.#taken.length < count * row) this.#taken = new Uint8Array(2 * count * row)
    const starts = startsOf(lots.types)
    if (this.#opened.length < starts.length * row) this.#opened = new Uint8Array(2 * starts.length * row)
    this.#closed.fill(0)
    for (const [at, start] of starts.entries()) this.#addType(lots, start, starts[at + 1] ?? count, at, room)
    return this.#trace(lots, starts, room)
  }

  #addType(lots: Competition, start: number, end: number, at: number, room: number): void {
    const type = lots.types[start] ?? 0
    const setup = lots.setups[type] ?? 0
    const cost = lots.costs[type] ?? 0
    const open = this.#open
    const closed = this.#closed
    for (let cell = 0; cell <= room; cell++) open[cell] = cell < setup ? -1e18 : (closed[cell - setup] as number) - cost
    for (let lot = start; lot < end; lot++) this.#addLot(lot, lots.weights[lot] ?? 0, lots.rewards[lot] ?? 0, room)
    const base = at * (this.#room + 1)
    for (let cell = 0; cell <= room; cell++) {
      const better = (open[cell] as number) > (closed[cell] as number)
      this.#opened[base + cell] = better ? 1 : 0
      if (better) closed[cell] = open[cell] as number
    }
  }

  #addLot(lot: number, weight: number, reward: number, room: number): void {
    const open = this.#open
    const taken = this.#taken
    const base = lot * (this.#room + 1)
    for (let cell = room; cell >= weight; cell--) {
      const through = (open[cell - weight] as number) + reward
      const better = through > (open[cell] as number)
      taken[base + cell] = better ? 1 : 0
      if (better) open[cell] = through
    }
    for (let cell = Math.min(weight, room + 1) - 1; cell >= 0; cell--) taken[base + cell] = 0
  }

  #trace(lots: Competition, starts: readonly number[], room: number): number[] {
    const chosen: number[] = []
    const row = this.#room + 1
    let cell = room
    for (let at = starts.length - 1; at >= 0; at--) {
      if (!this.#opened[at * row + cell]) continue
      const start = starts[at] ?? 0
      for (let lot = (starts[at + 1] ?? lots.types.length) - 1; lot >= start; lot--) {
        if (!this.#taken[lot * row + cell]) continue
        chosen.push(lot)
        cell -= lots.weights[lot] ?? 0
      }
      cell -= lots.setups[lots.types[start] ?? 0] ?? 0
    }
    return chosen
  }
}

const startsOf = (types: ArrayLike<number>): number[] => {
  const starts: number[] = []
  for (let at = 0; at < types.length; at++) if (at === 0 || types[at] !== types[at - 1]) starts.push(at)
  return starts
}
