import { maxLots } from '@filling/core'
import { countOf, fromCaller, Refused } from '../adapters/command.ts'
import { type FamilyName, families } from './families.ts'
import { defaultSlack, isFamily, type Kind, kindsIn } from './like.ts'

export const usage = `Usage: pnpm bench:generate --family NAME --lots N --types N --out DIR [--seed N] [--count N] [--slack HOURS]
       pnpm bench:generate --like DIR --out DIR [--seed N] [--count N]
Families: ${Object.keys(families).join(', ')}`

/** A matrix over more types has more entries than a configuration may have, and makes its detours in cubic time. */
const mostMatrixTypes = 500
/** Further away a lot would have a target that no plan may have. */
const mostSlackHours = 10_000

export interface Asked {
  readonly family?: string | undefined
  readonly lots?: string | undefined
  readonly types?: string | undefined
  readonly slack?: string | undefined
  readonly like?: string | undefined
}

const typesOf = (family: FamilyName, types: string | undefined, lots: number): number => {
  if (family !== 'alldiff')
    return countOf('--types', types, family.startsWith('matrix') ? Math.min(lots, mostMatrixTypes) : lots)
  if (types !== undefined) throw new Refused('--types has no effect on alldiff, where every lot has a type of its own')
  return lots
}

const slackOf = (family: FamilyName, slack: string | undefined): number => {
  if (slack === undefined) return defaultSlack
  if (family !== 'due') throw new Refused(`--slack has no effect on ${family}: only due has targets`)
  return countOf('--slack', slack, mostSlackHours)
}

const kindsLike = (folder: string, beside: Omit<Asked, 'like'>): Kind[] => {
  const idle = Object.entries(beside).find(([, text]) => text !== undefined)
  if (idle) throw new Refused(`--${idle[0]} has no effect beside --like, which reads it from the names in the folder`)
  const kinds = kindsIn(folder)
  if (kinds.length === 0) throw new Refused(`No name in ${folder} tells of a family: take bench/instances`)
  return kinds
}

/** What to make, once for each seed. Refuses what would have no effect. */
export const kindsOf = ({ like, ...asked }: Asked): Kind[] => {
  if (like !== undefined) return kindsLike(fromCaller(like), asked)
  const { family, lots, types, slack } = asked
  if (!isFamily(family)) throw new Refused(`--family must be one of those below (got ${family ?? 'nothing'})\n${usage}`)
  const n = countOf('--lots', lots, maxLots)
  return [{ family, lots: n, types: typesOf(family, types, n), slack: slackOf(family, slack) }]
}
