import type { Activity } from '../plan.ts'
import { forbidden, type Problem } from '../problem.ts'
import { type Micros, toHours, windowTolerance } from '../time.ts'

/** Stands beside the line with a stopwatch and holds every activity against the rules of the line. */
export class LineWatch {
  readonly violations: string[] = []
  readonly timesFilled: Uint32Array
  readonly startOf: Float64Array
  changeovers = 0
  clock: Micros = 0
  readonly #problem: Problem
  /** Window used since the last clean ended. */
  #used: Micros
  #lotsInBlock = 0
  /** What the line carries; undefined = clean. */
  #type: number | undefined
  /** Last step on the line other than waiting. */
  #last: 'start' | 'clean' | 'fill' | 'changeover' = 'start'
  #pending: { readonly from: number; readonly to: number } | undefined

  constructor(problem: Problem) {
    this.#problem = problem
    this.timesFilled = new Uint32Array(problem.lots.length)
    this.startOf = new Float64Array(problem.lots.length)
    this.#used = problem.initial?.windowUsed ?? 0
    this.#type = problem.initial?.lastType
  }

  #nameOf(type: number | undefined): string {
    return type === undefined ? 'no type' : (this.#problem.types[type] ?? `an unknown type ${type}`)
  }

  #violate(text: string): void {
    this.violations.push(text)
  }

  see(activity: Activity): void {
    const { start, end } = activity
    if (start !== this.clock) this.#violate(`gap or overlap at ${toHours(this.clock)} h`)
    if (!(Number.isInteger(start) && Number.isInteger(end) && end >= start))
      this.#violate(`impossible times ${start}–${end} µs`)
    this.clock = end
    switch (activity.kind) {
      case 'clean':
        this.#clean(end - start)
        break
      case 'changeover':
        this.#changeover(activity.from, activity.to, end - start)
        break
      case 'fill':
        this.#fill(activity.lot, start, end)
        break
      case 'idle':
        this.#idle(end - start)
        break
      default:
        activity satisfies never
    }
  }

  #spend(duration: Micros, what: string): void {
    this.#used += duration
    if (duration > 0 && this.#used > this.#problem.rules.window + windowTolerance)
      this.#violate(
        `${what} ends ${toHours(this.#used)} h after the clean, the window is ${toHours(this.#problem.rules.window)} h`,
      )
  }

  #clean(duration: Micros): void {
    if (duration !== this.#problem.rules.clean) this.#violate(`a clean lasts ${toHours(duration)} h`)
    if (this.#last === 'changeover') this.#violate('a changeover leads to a clean')
    this.#used = 0
    this.#lotsInBlock = 0
    this.#type = undefined
    this.#pending = undefined
    this.#last = 'clean'
  }

  #changeover(from: number, to: number, duration: Micros): void {
    this.changeovers += 1
    const pair = `${this.#nameOf(from)} → ${this.#nameOf(to)}`
    if (from !== this.#type)
      this.#violate(`the changeover ${pair} comes while the line carries ${this.#nameOf(this.#type)}`)
    if (this.#last === 'changeover') this.#violate('two changeovers in a row')
    const wanted = this.#problem.rules.changeover[from]?.[to]
    if (wanted === forbidden) this.#violate(`the changeover ${pair} is forbidden`)
    else if (duration !== wanted) this.#violate(`the changeover ${pair} lasts ${toHours(duration)} h`)
    this.#pending = { from, to }
    this.#last = 'changeover'
    this.#spend(duration, 'a changeover')
  }

  #fill(index: number, start: Micros, end: Micros): void {
    const lot = this.#problem.lots[index]
    if (!lot) {
      this.#violate(`a fill of an unknown lot ${index}`)
      return
    }
    this.timesFilled[index] = (this.timesFilled[index] ?? 0) + 1
    this.startOf[index] = start
    if (end - start !== lot.fill) this.#violate(`lot ${lot.id} is filled for ${toHours(end - start)} h`)
    this.#entry(lot.type, lot.id)
    this.#spend(end - start, `lot ${lot.id}`)
    this.#lotsInBlock += 1
    if (this.#lotsInBlock > this.#problem.rules.maxLotsPerBlock)
      this.#violate(`lot ${lot.id} is one too many in its block`)
    this.#type = lot.type
    this.#pending = undefined
    this.#last = 'fill'
  }

  /** Whether the line is ready for this type: clean, or changed over to it. */
  #entry(type: number, id: string): void {
    if (this.#pending && this.#pending.to !== type)
      this.#violate(`the changeover before lot ${id} leads to another type`)
    if (this.#pending || this.#type === undefined) return
    if (this.#problem.rules.changeover[this.#type]?.[type] !== 0) this.#violate(`no changeover before lot ${id}`)
  }

  #idle(duration: Micros): void {
    if (duration <= 0) this.#violate('waiting of no duration')
    if (!this.#problem.hasTargets) this.#violate('the line waits although no lot has a target')
    this.#spend(duration, 'waiting')
  }
}
