import { type Budget, type Search, type SearchLimits, toHours } from '@filling/core'
import type { Cells } from '../schedule.ts'
import { incumbentWriter } from './incumbent.ts'
import { type CellWriter, cellWriter } from './progress-cell.ts'

/** The same search, which writes where the main thread can see it how far it is and what it has. Takes the same steps. */
export const watched = (search: Search, cells: Cells, limits: SearchLimits): Search => {
  const writer = cellWriter(cells.progress)
  const keep = incumbentWriter(cells.incumbent)
  writer.begin(limits)
  return {
    ...search,
    budget: countingInto(writer, search.budget),
    report: ({ makespan, lowerBound, sequence, steps }) => {
      writer.found(toHours(makespan), toHours(lowerBound))
      keep({ lowerBound, steps, sequence })
    },
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
