import { buildProblem, parseConfig, parseLots, planSchedule, stepBudget } from '@filling/core'
import type { Draw } from './draw.ts'
import type { GeneratedConfig, GeneratedLot } from './families.ts'

/** Share of lots that get a target window. */
const dated = 0.6

const tenth = (hours: number): number => Math.round(hours * 10) / 10

/** When each lot is filled in a quick plan whose campaigns are put in a drawn order. */
const hiddenStarts = (lots: readonly GeneratedLot[], config: GeneratedConfig, draw: Draw) => {
  const rules = parseConfig(config).value
  const parsed = rules && parseLots(lots, rules).value
  const problem = parsed && buildProblem(parsed, rules, 0).value
  if (!problem) throw new Error('the generated instance is no valid problem')
  const never = () => {
    throw new Error('a plan without search needs no solver')
  }
  const search = { budget: stepBudget(0), seed: 1, report: () => undefined, milp: { solve: never } }
  const result = planSchedule(problem, 'smart-pack', search, { hash: () => '' })
  const clean = Number(config.CLEAN_HOURS)
  const starts = new Map<string, number>()
  let time = 0
  for (const block of draw.shuffled(result.blocks)) {
    time += clean
    for (const { kind, lot_id, start } of result.activities)
      if (kind === 'fill' && lot_id !== null && block.lots.includes(lot_id))
        starts.set(lot_id, time + start - block.start)
    time += block.end - block.start
  }
  return { starts, makespan: time }
}

/** Puts windows of up to `slackHours` on either side around a hidden plan, which then misses none of them. */
export const plantTargets = (
  lots: readonly GeneratedLot[],
  config: GeneratedConfig,
  draw: Draw,
  slackHours: number,
): { readonly lots: readonly GeneratedLot[]; readonly makespan: number } => {
  const { starts, makespan } = hiddenStarts(lots, config, draw)
  const planted = lots.map((lot) => {
    const priority = 1 + draw.below(5)
    if (draw.real(0, 1) > dated) return { ...lot, priority }
    const start = starts.get(lot.lot_id) ?? 0
    const target_start = tenth(Math.max(0, start - draw.real(0, slackHours)))
    const target_end = tenth(start + lot.fill_hours + draw.real(0, slackHours) + 0.05)
    return { ...lot, priority, target_start: Math.min(target_start, start), target_end }
  })
  return { lots: planted, makespan }
}
