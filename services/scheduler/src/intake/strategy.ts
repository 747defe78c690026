import type { Lane } from '@filling/contracts'
import { resolveStrategy, type StrategyName, strategies, strategyNames } from '@filling/core'
import type { Problems } from './problems.ts'

const defaultStrategy = 'smart-pack'

export const readStrategy = (
  text: string | null | undefined,
  problems: Problems,
): { readonly strategy: StrategyName; readonly lane: Lane } => {
  const name = resolveStrategy(text ?? defaultStrategy)
  if (name === undefined)
    problems.add('strategy', {
      errors: [`Unknown strategy ${JSON.stringify(text)}: use one of ${strategyNames.join(', ')}`],
    })
  const strategy = name ?? defaultStrategy
  return { strategy, lane: strategies[strategy].lane }
}
