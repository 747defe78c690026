import highs from 'highs'
import { stepBudget } from '../budget.ts'
import type { MilpSolver, Progress, Search } from '../search.ts'

// The package's types describe an ES module, but Node loads its CommonJS build: the import is the loader itself.
const loadHighs = highs as unknown as () => Promise<MilpSolver>

const milp = await loadHighs()

/** A search of so many steps that keeps what was reported. */
export const searchFor = (steps: number, seed = 1): Search & { readonly reports: Progress[] } => {
  const reports: Progress[] = []
  return { budget: stepBudget(steps), seed, report: (progress) => reports.push(progress), milp, reports }
}
