import { lowerBound } from '../bound/lower-bound.ts'
import { exactSearch } from '../exact/index.ts'
import type { Strategy } from '../search.ts'
import { timeline } from '../timing/timeline.ts'
import { better } from './better.ts'
import { smartPack } from './smart-pack.ts'

/** The exact search proves makespans; where targets count, its plan has to win against the packed one. */
export const milpOpt: Strategy = (problem, search) => {
  const packed = smartPack(problem, search)
  const answer = exactSearch(problem, { ...search, warmStart: packed.plan })
  const exact = timeline(problem, answer.sequence)
  return {
    plan: better(packed.plan, exact),
    lowerBound: Math.max(lowerBound(problem), packed.lowerBound, answer.lowerBound),
  }
}
