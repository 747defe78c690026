import type { Micros } from '../time.ts'
import type { Line } from './line.ts'

/** No type: the line is clean. */
const clean = -1

/** The line at one moment of a sequence. */
export interface Moment {
  time: Micros
  /** Window used since the last clean. */
  used: Micros
  /** Window that was left in the block before: waiting may happen there, before the clean. */
  slack: Micros
  type: number
  lots: number
}

/**
 * Runs over lots in order: waits for target starts, and cleans when the next lot does not fit. A quick estimate of what
 * `timeline` makes of the sequence.
 */
export class Clock {
  readonly now: Moment
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
    const { initial } = line.problem
    this.now = initial
      ? { time: 0, used: initial.windowUsed, slack: 0, type: initial.lastType ?? clean, lots: 0 }
      : { time: line.clean, used: 0, slack: 0, type: clean, lots: 0 }
  }

  get isClean(): boolean {
    return this.now.type === clean && this.now.used === 0
  }

  #clean(): void {
    const { now } = this
    if (this.isClean) return
    now.slack = Math.max(0, this.#line.window - now.used)
    now.time += this.#line.clean
    now.used = 0
    now.type = clean
    now.lots = 0
  }

  /** Fills a lot as soon as it may start; says whether a clean had to come first. */
  fill(lot: number): boolean {
    const joined = this.joins(lot)
    if (joined) this.#join(lot)
    else {
      this.#clean()
      this.#open(lot)
    }
    this.#finish(lot)
    return !joined
  }

  /** Whether the lot fits into the running block, with its changeover and its wait. */
  joins(lot: number): boolean {
    const { now } = this
    if (this.isClean || now.lots >= this.#line.maxLots) return false
    const lead = this.lead(lot)
    const wait = Math.max(0, (this.#line.targetStart[lot] as Micros) - now.time - lead)
    const most = wait > 0 ? this.#line.window : this.#line.room
    return now.used + lead + wait + (this.#line.fill[lot] as Micros) <= most
  }

  /** Changeover that the lot would need now. */
  lead(lot: number): Micros {
    const { type } = this.now
    if (type === clean) return 0
    return (this.#line.changeover[type] as ArrayLike<Micros>)[this.#line.typeOf[lot] as number] as Micros
  }

  #join(lot: number): void {
    const { now } = this
    const start = Math.max(now.time + this.lead(lot), this.#line.targetStart[lot] as Micros)
    now.used += start - now.time
    now.time = start
  }

  /** On a clean line the wait moves before the clean as far as the old block had room; a longer one cleans once more. */
  #open(lot: number): void {
    const { now } = this
    const wait = (this.#line.targetStart[lot] as Micros) - now.time
    if (wait <= 0) return
    now.used = Math.max(0, wait - now.slack)
    if (now.used + (this.#line.fill[lot] as Micros) > this.#line.window) now.used = 0
    now.time += wait
  }

  #finish(lot: number): void {
    const { now } = this
    const fill = this.#line.fill[lot] as Micros
    now.time += fill
    now.used += fill
    now.lots += 1
    now.type = this.#line.typeOf[lot] as number
  }
}
