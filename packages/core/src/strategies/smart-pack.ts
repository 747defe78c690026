import type { Strategy } from '../search.ts'
import { better } from './better.ts'
import { cfsPack } from './cfs-pack.ts'
import { lptPack, sptPack } from './in-order.ts'

export const smartPack: Strategy = (problem, search) =>
  [sptPack, lptPack, cfsPack]
    .map((strategy) => strategy(problem, search))
    .reduce((a, b) => (better(a.plan, b.plan) === a.plan ? a : b))
