import type { Strategy } from '../search.ts'
import { smartPack } from './smart-pack.ts'

export const hybridPack: Strategy = (problem, search) => smartPack(problem, search)
