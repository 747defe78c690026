import type { Micros } from '../../time.ts'
import type { BlockModel, Group } from '../model/block-model.ts'
import { groundsOf } from './grounds.ts'
import type { Strays } from './strays.ts'
import { planTree } from './tree-plan.ts'
import { openCircles, type Question } from './type-circles.ts'
import { TypeTrees } from './type-trees.ts'

/** Sets of lots that are tried for every weight of strays. */
const mostSets = 6

/** What a plan may take. */
interface Means {
  /** In ways to hang types that are looked at. */
  readonly work: number
  stop(): boolean
}

/** Blocks that join types with one pair more than a tree has; nothing where no strays are found that leave a tree. */
export const planCircle = (model: BlockModel, question: Question, means: Means): number[][] | undefined => {
  const types = question.types | (1 << model.types.length)
  let { work } = means
  for (const { type, lots } of strayLots(model, question)) {
    const apart = setApart(model, type, lots)
    const trees = new TypeTrees(groundsOf(apart, lotsPacked, means.stop))
    trees.allow(work)
    const may = trees.mayBe(types, question.blocks)
    work = trees.work
    if (trees.isCutShort) return undefined
    const blocks = may ? planTree(apart, trees, types, question.blocks) : undefined
    if (blocks) return blocks
  }
  return undefined
}

/** Lots as heavy as strays that no tree rules out, each choice once. */
function* strayLots(model: BlockModel, question: Question): Generator<{ type: number; lots: readonly number[] }> {
  const tried = new Set<string>()
  for (const strays of openCircles(question, model.opened))
    for (const lots of setsOf(model, strays).slice(0, mostSets)) {
      if (question.looks.some(({ isCutShort }) => isCutShort)) return
      if (!tried.has(lots.join())) yield { type: strays.type, lots }
      tried.add(lots.join())
    }
}

/** Of each type. */
const lotsPacked = 16

/** The same lots, but some of one type count as a type of their own. */
const setApart = (model: BlockModel, type: number, lots: readonly number[]): BlockModel => {
  const { opened, types, groups } = model
  const split = (group: Group): Group[] => [
    { ...group, lots: group.lots.filter((lot) => !lots.includes(lot)) },
    { ...group, type: types.length, lots: group.lots.filter((lot) => lots.includes(lot)) },
  ]
  return {
    ...model,
    types: [...types, types[type] as number],
    groups: groups.flatMap(split).filter((group) => group.lots.length > 0),
    opened: { ...opened, setup: [...opened.setup, opened.setup[type] ?? 0] },
  }
}

/** Lots of a type that weigh so much together: one and those lighter ones that fit beside it, from each on. */
const setsOf = ({ groups }: BlockModel, { type, low, high }: Strays): number[][] => {
  const lots = groups
    .filter((group) => group.type === type)
    .flatMap(({ weight, lots }) => lots.map((lot) => ({ lot, weight })))
  const sets: number[][] = []
  for (const [at, heaviest] of lots.entries())
    for (let from = at + 1; from <= lots.length; from++) {
      const set = [heaviest.lot]
      let weight: Micros = heaviest.weight
      for (const lot of lots.slice(from))
        if (weight + lot.weight <= high) {
          set.push(lot.lot)
          weight += lot.weight
        }
      if (weight >= low && weight <= high) sets.push(set)
    }
  return sets
}
