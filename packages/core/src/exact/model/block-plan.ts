import type { Sequence } from '../../plan.ts'
import { forbidden, type Problem } from '../../problem.ts'
import type { Micros } from '../../time.ts'
import { changeover, orderTypes, roomOf, type TypeOrder } from './lines.ts'

/** One block with its lots in the cheapest order; `cost` holds fills and changeovers, without the clean. */
export interface OrderedBlock {
  readonly lots: readonly number[]
  readonly cost: Micros
}

/** The cheapest order of these lots in one block, or nothing when the true rules do not allow them together. */
export const orderBlock = (problem: Problem, lots: readonly number[], carried: boolean): OrderedBlock | undefined => {
  const { rules, initial } = problem
  if (lots.length > rules.maxLotsPerBlock) return undefined
  const byType = new Map<number, number[]>()
  for (const lot of lots) {
    const type = problem.lots[lot]?.type ?? 0
    byType.set(type, [...(byType.get(type) ?? []), lot])
  }
  const types = [...byType.keys()].sort((a, b) => a - b)
  const counts = types.map((type) => byType.get(type)?.length ?? 0)
  const found = orderTypes(rules, types, counts, carried ? initial?.lastType : undefined)
  const cost = found.cost + lots.reduce((sum, lot) => sum + (problem.lots[lot]?.fill ?? 0), 0)
  return cost <= roomOf(problem, carried) ? { lots: placeLots(found, byType), cost } : undefined
}

const placeLots = ({ order }: TypeOrder, byType: ReadonlyMap<number, number[]>): number[] => {
  const left = new Map([...byType].map(([type, lots]) => [type, lots.toReversed()]))
  return order.map((type) => left.get(type)?.pop() ?? -1)
}

/** True makespan of a sequence in integer microseconds; `forbidden` when it breaks a rule or misses a lot. */
export const makespanOf = (problem: Problem, sequence: Sequence): Micros => {
  const seen = new Set(sequence.flat())
  if (seen.size !== problem.lots.length || sequence.flat().length !== seen.size) return forbidden
  return sequence.reduce(
    (sum, block, at) => sum + blockTime(problem, block, problem.initial !== undefined && at === 0),
    0,
  )
}

const blockTime = (problem: Problem, block: readonly number[], carried: boolean): Micros => {
  const { lots, rules, initial } = problem
  if (block.length > rules.maxLotsPerBlock || (block.length === 0 && !carried)) return forbidden
  let time = 0
  let last = carried ? initial?.lastType : undefined
  for (const at of block) {
    const lot = lots[at]
    if (!lot) return forbidden
    time += lot.fill + (last === undefined ? 0 : changeover(rules, last, lot.type))
    last = lot.type
  }
  return time > roomOf(problem, carried) ? forbidden : time + (carried ? 0 : rules.clean)
}
