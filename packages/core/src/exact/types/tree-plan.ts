import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { Hanging, Tree } from './type-tree.ts'
import type { TypeTrees } from './type-trees.ts'

const workPerPlan = 400_000

/** Blocks that join types, as bits, as a tree; nothing where light lots that were poured do not fit one by one. */
export const planTree = (
  model: BlockModel,
  trees: TypeTrees,
  types: number,
  blocks: number,
): number[][] | undefined => {
  trees.allow(workPerPlan)
  const grown = new TreePlan(model, trees)
  const left = grown.grow({ types, root: trees.heaviest(types), blocks }, false)
  return left?.length === 0 ? grown.blocks.filter((block) => block.length > 0) : undefined
}

class TreePlan {
  readonly blocks: number[][] = []
  readonly #model: BlockModel
  readonly #trees: TypeTrees

  constructor(model: BlockModel, trees: TypeTrees) {
    this.#model = model
    this.#trees = trees
  }

  /** Fills the blocks of a tree; returns the lots that its root leaves over, at least one where they go on above. */
  grow(tree: Tree, goesOn: boolean): number[] | undefined {
    const { root } = tree
    const { way } = this.#trees.best(tree, { floor: 0, ceiling: Number.POSITIVE_INFINITY })
    if (!way) return undefined
    const shared: { lots: number[]; room: Micros }[] = []
    for (const hanging of way.hanging) {
      const block = this.#hang(hanging, root)
      if (!block) return undefined
      shared.push(block)
    }
    shared.sort((a, b) => a.room - b.room)
    const lots = this.#lotsOf(root)
    const own = Array.from({ length: way.own }, (): number[] => [])
    const filled = [...shared.map((block) => block.lots), ...own]
    const left: number[] = []
    const places = this.#trees.pack(
      root,
      shared.map(({ room }) => room),
      way.own,
    )
    if (!places) return undefined
    for (const [at, lot] of lots.entries()) (filled[places[at] ?? -1] ?? left).push(lot)
    if (goesOn && left.length === 0) left.push(...lots.slice(-1))
    this.blocks.push(...filled.map((block) => block.filter((lot) => !left.includes(lot))))
    return left
  }

  /** A block with all that hangs from it, and the room that is left for its root. */
  #hang(hanging: Hanging, root: number): { lots: number[]; room: Micros } | undefined {
    const { opened } = this.#model
    const lots: number[] = []
    let room = opened.room - (opened.setup[root] ?? 0)
    for (const tree of bestTrees(this.#trees, hanging)) {
      const left = this.grow(tree, true)
      if (!left) return undefined
      lots.push(...left)
      room -= (opened.setup[tree.root] ?? 0) + left.reduce((sum, lot) => sum + this.#weightOf(lot), 0)
    }
    return room >= 0 ? { lots, room: Math.min(room, hanging.room) } : undefined
  }

  #lotsOf(type: number): number[] {
    return this.#model.groups.filter((group) => group.type === type).flatMap(({ lots }) => lots)
  }

  #weightOf(lot: number): Micros {
    return this.#model.groups.find(({ lots }) => lots.includes(lot))?.weight ?? 0
  }
}

/** The trees that hang from a block when these types put least into it. */
const bestTrees = (trees: TypeTrees, { types, below }: Pick<Hanging, 'types' | 'below'>): Tree[] => {
  if (types === 0) return []
  let best: { readonly tree: Tree; readonly others: Pick<Hanging, 'types' | 'below'> } | undefined
  let least = Number.POSITIVE_INFINITY
  for (const { set, blocks, rest } of trees.choices(types, below))
    for (const root of trees.membersOf(set)) {
      const tree = { types: set, root, blocks }
      const load = trees.load(tree) + trees.hanging(types ^ set, rest)
      if (load >= least) continue
      least = load
      best = { tree, others: { types: types ^ set, below: rest } }
    }
  return best ? [best.tree, ...bestTrees(trees, best.others)] : []
}
