import type { Activity, Plan } from '../plan.ts'
import { forbidden, type Problem } from '../problem.ts'
import { type Micros, toHours, windowTolerance } from '../time.ts'

/**
 * The independent checker: it reads the activities like an inspector with a stopwatch and recomputes every rule of the
 * line. It shares nothing with the code that builds plans, so that one mistake cannot hide in both.
 */
class Inspection {
  readonly violations: string[] = []
  readonly #problem: Problem
  readonly #timesFilled: number[]
  readonly #startOf: number[]
  #clock: Micros = 0
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
    this.#timesFilled = problem.lots.map(() => 0)
    this.#startOf = problem.lots.map(() => 0)
    this.#used = problem.initial?.windowUsed ?? 0
    this.#type = problem.initial?.lastType
  }

  run(plan: Plan): readonly string[] {
    const first = plan.activities[0]
    if (!this.#problem.initial && first?.kind !== 'clean') this.#violate('the plan does not open with a clean')
    for (const activity of plan.activities) this.#step(activity)
    if (plan.activities.at(-1)?.kind !== 'fill') this.#violate('the plan does not end with a fill')
    this.#eachLotOnce()
    this.#hardTargets()
    this.#claims(plan)
    return this.violations
  }

  #violate(text: string): void {
    this.violations.push(text)
  }

  #name(lot: number): string {
    return this.#problem.lots[lot]?.id ?? `no. ${lot}`
  }

  #step(activity: Activity): void {
    const { start, end } = activity
    if (start !== this.#clock) this.#violate(`gap or overlap at ${toHours(this.#clock)} h`)
    if (!(Number.isInteger(start) && Number.isInteger(end) && end >= start))
      this.#violate(`impossible times ${start}–${end} µs`)
    this.#clock = end
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
    if (from !== this.#type)
      this.#violate(`a changeover from type ${from} while the line carries ${this.#type ?? 'none'}`)
    if (this.#last === 'changeover') this.#violate('two changeovers in a row')
    const wanted = this.#problem.rules.changeover[from]?.[to]
    if (wanted === forbidden) this.#violate(`the changeover ${from} → ${to} is forbidden`)
    else if (duration !== wanted) this.#violate(`the changeover ${from} → ${to} lasts ${toHours(duration)} h`)
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
    this.#timesFilled[index] = (this.#timesFilled[index] ?? 0) + 1
    this.#startOf[index] = start
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

  #eachLotOnce(): void {
    for (const [lot, times] of this.#timesFilled.entries())
      if (times !== 1) this.#violate(`lot ${this.#name(lot)} is filled ${times} times`)
  }

  #outside(lot: number): Micros {
    const { targetStart, targetEnd, fill } = this.#problem.lots[lot] as Problem['lots'][number]
    const start = this.#startOf[lot] as Micros
    const early = targetStart !== undefined && start < targetStart ? targetStart - start : 0
    const late = targetEnd !== undefined && start + fill > targetEnd ? start + fill - targetEnd : 0
    return early + late
  }

  #hardTargets(): void {
    if (!this.#problem.rules.hardTargets) return
    for (const lot of this.#problem.lots.keys()) {
      const outside = this.#outside(lot)
      if (outside > 0) this.#violate(`lot ${this.#name(lot)} lies ${toHours(outside)} h outside its hard target`)
    }
  }

  #claims(plan: Plan): void {
    const changeovers = plan.activities.filter((activity) => activity.kind === 'changeover').length
    let miss = 0
    for (const [index, lot] of this.#problem.lots.entries()) miss += lot.priority * this.#outside(index)
    if (plan.makespan !== this.#clock)
      this.#violate(`claimed makespan ${toHours(plan.makespan)} h, found ${toHours(this.#clock)} h`)
    if (plan.changeovers !== changeovers) this.#violate(`claimed ${plan.changeovers} changeovers, found ${changeovers}`)
    // Sums of fractions may differ in their last digits.
    if (Math.abs(plan.targetMiss - miss) > 1e-9 * Math.max(1, miss))
      this.#violate('claimed hours outside targets are wrong')
    const order = plan.activities.flatMap((activity) => (activity.kind === 'fill' ? [activity.lot] : []))
    if (order.join() !== plan.sequence.flat().join()) this.#violate('the sequence is not the order of the fills')
  }
}

/** Every rule that a plan breaks, in words; none means that the plan can be shown. */
export const check = (problem: Problem, plan: Plan): readonly string[] => new Inspection(problem).run(plan)
