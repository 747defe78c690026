import type { Micros } from '../../time.ts'
import type { BlockKind } from '../model/block-model.ts'
import type { Strays } from './strays.ts'
import type { TypeTrees } from './type-trees.ts'

/**
 * How often the weight of strays is halved until closer trees are asked, by how many those are: down to a quarter of an hour
 * of a usual block.
 */
const halvings = [8, 4, 3]

export interface Question {
  /** Trees that are asked one after the other, the closest last. */
  readonly looks: readonly TypeTrees[]
  readonly types: number
  readonly blocks: number
}

/**
 * One pair more than a tree has closes one circle of blocks and types. Taking the lots of one type out of one block of the
 * circle opens it: what is left is a tree, beside these strays. A block of the circle has two types of it, so of one of
 * them it holds no more than half. So there is no circle when for every type and every weight of its strays there is no
 * tree; weights are tried as intervals, as heavy as they may be where they are missing and as light where they are packed.
 *
 * Finds the strays that no tree rules out.
 */
export function* openCircles(question: Question, { room, setup }: BlockKind): Generator<Strays> {
  const trees = question.looks[0] as TypeTrees
  const members = trees.membersOf(question.types)
  const half: Micros = (room - 2 * Math.min(...members.map((type) => setup[type] ?? 0))) / 2
  for (const type of members) {
    const { lightest, weight } = trees.of(type)
    const high = Math.min(half, weight - lightest)
    if (lightest <= high) yield* possible(question, { type, low: lightest, high }, 0)
  }
}

/** Shorter intervals say more than lots packed one by one, so those come first. */
function* possible(question: Question, strays: Strays, halved: number): Generator<Strays> {
  const [look, ...closer] = question.looks
  if (!look) return yield strays
  const opened = look.with(strays)
  opened.allow(look.work)
  const may = opened.mayBe(question.types | (1 << look.leftovers.length), question.blocks)
  look.allow(opened.work)
  if (!may) return
  if (look.isCutShort) return yield strays
  if (halved >= (halvings[closer.length] as number))
    return yield* possible({ ...question, looks: closer }, strays, halved)
  const middle = Math.floor((strays.low + strays.high) / 2)
  yield* possible(question, { ...strays, high: middle }, halved + 1)
  yield* possible(question, { ...strays, low: middle }, halved + 1)
}
