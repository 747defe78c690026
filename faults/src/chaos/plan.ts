import { type Dice, diceOf } from './dice.ts'
import { type FaultName, faultNames } from './faults.ts'

/** One thing that is done to the system, so long after the run has begun. */
export type Step = { readonly afterMs: number } & (
  | { readonly kind: 'submit'; readonly job: JobKind; readonly withoutKey: boolean; readonly times: number }
  | { readonly kind: 'cancel' | 'delete'; readonly nth: number }
  | { readonly kind: 'fault'; readonly fault: FaultName; readonly victim: number; readonly forMs: number }
)

export const jobKinds = ['quick', 'search', 'proof', 'impossible'] as const
export type JobKind = (typeof jobKinds)[number]

/** In which the steps lie. */
const spanMs = 2_500

/** What happens in one run follows from seed and number alone. */
export const planOf = (seed: number, run: number): Step[] => {
  const dice = diceOf(`${seed}/${run}`)
  const submits = 5 + dice.below(6)
  const faults = 1 + dice.below(3)
  const steps = [
    ...times(submits, () => submit(dice)),
    ...times(dice.below(3), () => withdraw(dice, submits)),
    ...times(faults, () => fault(dice)),
  ]
  return steps.sort((a, b) => a.afterMs - b.afterMs)
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

const submit = (dice: Dice): Step => ({
  ...{ kind: 'submit', afterMs: dice.below(spanMs) },
  job: dice.oneOf(['quick', 'quick', 'quick', 'quick', 'quick', 'search', 'proof', 'proof', 'impossible']),
  withoutKey: dice.chance(10),
  times: dice.chance(20) ? 2 : 1,
})

const withdraw = (dice: Dice, submits: number): Step => ({
  ...{ kind: dice.oneOf(['cancel', 'delete']), afterMs: dice.below(spanMs), nth: dice.below(submits) },
})

const fault = (dice: Dice): Step => ({
  ...{ kind: 'fault', afterMs: dice.below(spanMs), fault: dice.oneOf(faultNames) },
  ...{ victim: dice.below(1_000), forMs: 200 + dice.below(1_800) },
})
