export { clockBudget, stepBudget } from './budget.ts'
export { buildProblem } from './build/problem.ts'
export { check } from './check/check.ts'
export { type Config, parseConfig } from './intake/config.ts'
export type { Parsed } from './intake/findings.ts'
export { type Instant, parseInstant } from './intake/instant.ts'
export type { LotField } from './intake/lot-fields.ts'
export type { LotLabels } from './intake/lot-labels.ts'
export type { LotInput } from './intake/lot-reader.ts'
export { type LotSource, maxLots, parseLots } from './intake/lots.ts'
export { nameComplaint } from './intake/values.ts'
export type { Activity, Plan, Sequence } from './plan.ts'
export { planFrom } from './plan-from.ts'
export {
  engineVersion,
  type PlanOptions,
  PlanRejected,
  planSchedule,
  type SearchLimits,
  scheduleOf,
  searchLimits,
} from './plan-schedule.ts'
export type { Lot, Problem, Rules } from './problem.ts'
export type {
  ResultActivity,
  ResultBlock,
  ResultEngine,
  ResultOptimality,
  ResultTargetMiss,
  ScheduleResult,
} from './result/schedule-result.ts'
export type { Budget, MilpSolver, Progress, Search, Solution, Strategy } from './search.ts'
export {
  resolveStrategy,
  type StrategyEntry,
  type StrategyName,
  strategies,
  strategyNames,
} from './strategies/registry.ts'
export { fromHours, toHours } from './time.ts'
