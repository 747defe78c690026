import { forbidden, type Lot, type Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import { orderBy } from './in-order.ts'

/** Lots of one priority and one type: filled one after the other. */
interface Cluster {
  readonly type: number
  readonly lots: number[]
  readonly fill: Micros
}

const clustersOf = (problem: Problem, lots: readonly number[]): Cluster[] => {
  const byType = Map.groupBy(lots, (lot) => problem.lots[lot]?.type as number)
  return [...byType]
    .map(([type, members]) => ({
      type,
      lots: members,
      fill: members.reduce((sum, lot) => sum + (problem.lots[lot]?.fill ?? 0), 0),
    }))
    .sort((a, b) => b.fill - a.fill || a.type - b.type)
}

/** Cheapest changeover first; between equals the cluster that takes longest to fill. */
const nextCluster = (problem: Problem, clusters: readonly Cluster[], from: number | undefined): Cluster => {
  if (problem.rules.twoValue) return clusters.find(({ type }) => type === from) ?? (clusters[0] as Cluster)
  const cost = ({ type }: Cluster) => (from === undefined ? 0 : (problem.rules.changeover[from]?.[type] ?? forbidden))
  return clusters.reduce((best, cluster) => (cost(cluster) < cost(best) ? cluster : best))
}

const chain = (problem: Problem, classes: Iterable<readonly number[]>): number[] => {
  const order: number[] = []
  let from = problem.initial?.lastType
  for (const lots of classes) {
    const left = clustersOf(problem, lots)
    while (left.length > 0) {
      const next = nextCluster(problem, left, from)
      left.splice(left.indexOf(next), 1)
      order.push(...next.lots)
      from = next.type
    }
  }
  return order
}

/** Larger than any target time, and finite: lots without one compare as equal. */
const noEnd = Number.MAX_VALUE

const mostUrgentFirst = (a: Lot, b: Lot): number =>
  b.priority - a.priority || (a.targetEnd ?? noEnd) - (b.targetEnd ?? noEnd) || b.fill - a.fill

/** Customers first: every lot of a higher priority comes before any of a lower one; inside a priority types stay together. */
export const customersFirst = (problem: Problem): number[] => {
  const sorted = orderBy(problem, mostUrgentFirst)
  return chain(problem, Map.groupBy(sorted, (lot) => problem.lots[lot]?.priority as number).values())
}
