import type { Strategy } from '../search.ts'
import { customersFirst } from './customers-first.ts'
import { hybridPack } from './hybrid-pack.ts'
import { inOrder, longestFirst, shortestFirst } from './in-order.ts'
import { milpOpt } from './milp-opt.ts'
import { smartPack } from './smart-pack.ts'

export interface StrategyEntry {
  readonly aliases: readonly string[]
  readonly description: string
  /** Which workers solve it: `exact` may take long, and a quick plan never queues behind it. */
  readonly lane: 'fast' | 'exact'
  /** It only chooses where the cleans go and searches nothing: dice and limits cannot change its plan. */
  readonly keepsOrder: boolean
  /** Time limit when the configuration names none. */
  readonly defaultSeconds: number
  readonly solve: Strategy
}

/** Adding a strategy is one file and one entry here. Nothing else in the system lists them. */
export const strategies = {
  'smart-pack': {
    aliases: ['smart', 'default'],
    description: 'Packs blocks by type and fill time and improves them for an instant; the default',
    lane: 'fast',
    keepsOrder: false,
    defaultSeconds: 10,
    solve: smartPack,
  },
  'spt-pack': {
    aliases: ['spt', 'shortest'],
    description: 'Fills the shortest lots first, in exactly that order; cleans where they cost least',
    lane: 'fast',
    keepsOrder: true,
    defaultSeconds: 10,
    solve: inOrder(shortestFirst),
  },
  'lpt-pack': {
    aliases: ['lpt', 'longest'],
    description: 'Fills the longest lots first, in exactly that order; cleans where they cost least',
    lane: 'fast',
    keepsOrder: true,
    defaultSeconds: 10,
    solve: inOrder(longestFirst),
  },
  'cfs-pack': {
    aliases: ['cfs', 'customer'],
    description: 'Fills lots of higher priority before all others, and keeps types together within a priority',
    lane: 'fast',
    keepsOrder: true,
    defaultSeconds: 10,
    solve: inOrder(customersFirst),
  },
  'hybrid-pack': {
    aliases: ['hybrid'],
    description: 'Starts from the best quick plan and keeps improving it until the time limit (10 s unless set)',
    lane: 'exact',
    keepsOrder: false,
    defaultSeconds: 10,
    solve: hybridPack,
  },
  'milp-opt': {
    aliases: ['milp', 'optimal'],
    description:
      'Searches for the shortest plan with a proof, using the HiGHS solver, until the time limit (30 s unless set)',
    lane: 'exact',
    keepsOrder: false,
    defaultSeconds: 30,
    solve: milpOpt,
  },
} as const satisfies Record<string, StrategyEntry>

export type StrategyName = keyof typeof strategies

export const strategyNames = Object.keys(strategies) as StrategyName[]

const byName: ReadonlyMap<string, StrategyName> = new Map(
  strategyNames.flatMap((name) => [name, ...strategies[name].aliases].map((text) => [text, name] as const)),
)

/** Finds a strategy by name or alias, in upper or lower case, with `_` or `-`; undefined when there is none. */
export const resolveStrategy = (text: string): StrategyName | undefined =>
  byName.get(text.toLowerCase().replaceAll('_', '-'))
