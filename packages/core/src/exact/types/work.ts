/** Work between two looks at the clock. */
const betweenStops = 512

/** What questions may take, in ways to hang types that are looked at; without any left, they stay undecided. */
export class Work {
  readonly #stop: () => boolean
  #left = 0

  /** Nothing is left from when `stop` says so. */
  constructor(stop: () => boolean) {
    this.#stop = stop
  }

  allow(work: number): void {
    this.#left = work
  }

  get left(): number {
    return this.#left
  }

  get isUsedUp(): boolean {
    return this.#left <= 0
  }

  spend(work: number): void {
    const before = this.#left
    this.#left -= work
    const ask = Math.floor(before / betweenStops) !== Math.floor(this.#left / betweenStops)
    if (ask && this.#stop()) this.#left = 0
  }
}
