import { type Budget, type Search, type SearchLimits, toHours } from '@filling/core'
import { type CellWriter, cellWriter } from './progress-cell.ts'

/** The same search, which writes how far it is where the main thread can see it. Takes the same steps. */
export const watched = (search: Search, cell: SharedArrayBuffer, limits: SearchLimits): Search => {
  const writer = cellWriter(cell)
  writer.begin(limits)
  return {
    ...search,
    budget: countingInto(writer, search.budget),
    report: ({ makespan, lowerBound }) => writer.found(toHours(makespan), toHours(lowerBound)),
  }
}

const countingInto = (writer: CellWriter, budget: Budget): Budget => ({
  spent: () => {
    const spent = budget.spent()
    writer.step(budget.steps)
    return spent
  },
  get steps() {
    return budget.steps
  },
  secondsLeft: () => budget.secondsLeft(),
})
