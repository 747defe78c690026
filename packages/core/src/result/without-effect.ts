import { showMore, showName } from '../intake/show.ts'
import type { Problem } from '../problem.ts'
import { type StrategyName, strategies } from '../strategies/registry.ts'

const idlePriorities = (problem: Problem, strategy: StrategyName): string[] => {
  if (strategy === 'cfs-pack') return []
  const idle = problem.lots.filter(
    (lot) => lot.priority !== 1 && lot.targetStart === undefined && lot.targetEnd === undefined,
  )
  const [first] = idle
  if (!first) return []
  if (!problem.hasTargets) return [`Priorities have no effect on ${strategy}: no lot has a target window`]
  const others = idle.length === 1 ? '' : ` (and of ${showMore(idle.length - 1)})`
  return [`The priority of lot ${showName(first.id)}${others} has no effect on ${strategy}: it has no target window`]
}

const searchKeys = ['seed', 'step_limit', 'time_limit_seconds'] as const

const idleLimits = (strategy: StrategyName, given: ReadonlySet<string>): string[] =>
  strategies[strategy].keepsOrder
    ? searchKeys
        .filter((key) => given.has(key))
        .map((key) => `Config: '${key}' has no effect on ${strategy}: it keeps an order and searches nothing`)
    : []

/** What the caller set and this strategy does not look at; nothing is ignored in silence. */
export const withoutEffect = (
  problem: Problem,
  strategy: StrategyName,
  given: ReadonlySet<string> = new Set(),
): string[] => [...idlePriorities(problem, strategy), ...idleLimits(strategy, given)]
