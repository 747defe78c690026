import type { Config } from '../intake/config.ts'
import { Findings, type Parsed } from '../intake/findings.ts'
import type { LotInput } from '../intake/lot-reader.ts'
import type { InitialState, Lot, Problem, Rules } from '../problem.ts'
import { fromHours } from '../time.ts'
import { changeoverRows, type TypeTable, twoValueOf } from './changeovers.ts'
import { refuseImpossible } from './refusals.ts'
import { targetsOf } from './targets.ts'

/** Plain code-unit order: the same on every machine, whatever its locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const typeTable = (lots: readonly LotInput[], config: Config): TypeTable => {
  const counts = new Map<string, number>()
  const last = config.initialState?.lastLotType
  if (last !== undefined) counts.set(last, 0)
  for (const lot of lots) counts.set(lot.lotType, (counts.get(lot.lotType) ?? 0) + 1)
  const names = [...counts.keys()].sort(byText)
  return {
    names,
    indexOf: new Map(names.map((name, index) => [name, index])),
    lotCounts: names.map((name) => counts.get(name) ?? 0),
  }
}

const lotsOf = (inputs: readonly LotInput[], types: TypeTable, startMs: number, findings: Findings): Lot[] =>
  inputs
    .toSorted((a, b) => byText(a.lotId, b.lotId))
    .map((input) => ({
      id: input.lotId,
      type: types.indexOf.get(input.lotType) ?? 0,
      vials: input.vials,
      fill: fromHours(input.fillHours),
      priority: input.priority ?? 1,
      ...targetsOf(input, startMs, findings),
    }))

const rulesOf = (config: Config, types: TypeTable, findings: Findings): Rules => {
  const changeover = changeoverRows(config, types, findings)
  const twoValue = twoValueOf(config, changeover, types)
  return {
    clean: fromHours(config.cleanHours),
    window: fromHours(config.windowHours),
    changeover,
    ...(twoValue ? { twoValue } : {}),
    maxLotsPerBlock: config.maxLotsPerBlock ?? Number.POSITIVE_INFINITY,
    hardTargets: config.hardTargets,
  }
}

const initialOf = ({ initialState }: Config, types: TypeTable): InitialState | undefined => {
  if (!initialState) return undefined
  const lastType = initialState.lastLotType === undefined ? undefined : types.indexOf.get(initialState.lastLotType)
  const windowUsed = fromHours(initialState.windowUsedHours)
  return lastType === undefined ? { windowUsed } : { windowUsed, lastType }
}

/**
 * Joins lots and rules into a problem that some plan solves, or says in numbers why none does. `startMs` is the start of
 * the schedule in milliseconds since 1970; target times count from there. Hard targets may still turn out to be
 * impossible together, which only a search can tell.
 */
export const buildProblem = (inputs: readonly LotInput[], config: Config, startMs: number): Parsed<Problem> => {
  const findings = new Findings()
  const types = typeTable(inputs, config)
  const lots = lotsOf(inputs, types, startMs, findings)
  const initial = initialOf(config, types)
  const problem: Problem = {
    lots,
    types: types.names,
    rules: rulesOf(config, types, findings),
    ...(initial ? { initial } : {}),
    hasTargets: lots.some((lot) => lot.targetStart !== undefined || lot.targetEnd !== undefined),
  }
  if (!findings.failed) refuseImpossible(problem, findings)
  return findings.settle(problem)
}
