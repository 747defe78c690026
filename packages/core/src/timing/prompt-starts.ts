import type { Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import type { TimedBlock } from './steps.ts'

/**
 * How much later a block opens so that its lots need not wait inside it: at least `least` where that can be, at most
 * `most`. The line waits in the window that the old block left; beyond that it cleans once more, for another window.
 */
export const waitBefore = (
  { clean, window }: { readonly clean: Micros; readonly window: Micros },
  least: Micros,
  most: Micros,
  slackBefore: Micros,
): Micros => {
  const further = Math.max(0, Math.ceil((least - slackBefore) / (clean + window)))
  // Too long for the window and too short for another clean: the shorter one, and the rest is missed.
  if (further * clean > most) return slackBefore + (further - 1) * (clean + window)
  return Math.min(most, slackBefore + further * (clean + window))
}

/** Starts of the fills when each block opens as soon as the line is free and nothing waits but for its own target. */
export const promptStarts = ({ rules }: Problem, blocks: readonly TimedBlock[]): Micros[][] => {
  let time = 0
  let slack = 0
  return blocks.map(({ steps, opensWithClean, room }) => {
    let load = 0
    let soonest = Number.NEGATIVE_INFINITY
    for (const { lot, changeover } of steps) {
      load += changeover + lot.fill
      soonest = Math.max(soonest + changeover, lot.targetStart ?? soonest) + lot.fill
    }
    const own = Math.max(0, room - load)
    if (opensWithClean) {
      time += rules.clean
      const wait = soonest - time - load
      const first = (steps[0]?.lot.targetStart ?? 0) - time
      if (wait > 0) time += waitBefore(rules, wait - own, Math.max(0, first, wait - own), slack)
    }
    slack = own
    return steps.map(({ lot, changeover }) => {
      time += changeover
      const wait = Math.min(slack, Math.max(0, (lot.targetStart ?? 0) - time))
      slack -= wait
      const start = time + wait
      time = start + lot.fill
      return start
    })
  })
}
