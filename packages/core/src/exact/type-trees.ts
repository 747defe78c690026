import { bitCount } from '../partition.ts'
import type { Micros } from '../time.ts'
import type { BlockModel } from './block-model.ts'
import { Leftovers } from './leftovers.ts'

/** Packing lots one by one takes as long as looking at so many ways to hang types. */
const workPerPacking = 60

const nowhere = Number.POSITIVE_INFINITY

/** How the root of a tree may be packed: into rooms beside types that hang from it, and into blocks of its own. */
interface Way {
  readonly rooms: readonly Micros[]
  readonly own: number
}

interface Limits {
  readonly floor: Micros
  readonly ceiling: Micros
}

/**
 * Blocks and types that are joined by as few pairs as can be, b + k − 1 for b blocks and k types, form a tree, and a tree
 * is packed from its leaves: each type fills blocks of its own and blocks from which other types hang, and puts what is
 * left over into one block above. The less that is, the better for all above, so the least leftovers of every set of
 * types, by its root and its blocks, tell which trees there may be.
 */
export class TypeTrees {
  readonly #room: Micros
  readonly #setup: readonly Micros[]
  readonly #cheapest: Micros
  readonly #types: readonly Leftovers[]
  readonly #decided = new Map<string, boolean>()
  readonly #known = new Map<string, Micros>()
  readonly #stop: () => boolean
  /** What is left of the work for one question, in ways that are looked at. */
  #work = 0

  /** A question ends undecided when `stop` says so; a type's `packed` heaviest lots count one by one. */
  constructor({ opened, groups, types }: BlockModel, stop: () => boolean = () => false, packed?: number) {
    this.#stop = stop
    this.#room = opened.room
    this.#setup = opened.setup
    this.#cheapest = Math.min(...opened.setup)
    this.#types = types.map((_, type) => {
      const lots = groups.filter((group) => group.type === type)
      const weights = lots.flatMap((group) => group.lots.map(() => group.weight))
      return new Leftovers(weights, opened.room - (opened.setup[type] ?? 0), packed)
    })
  }

  /** False only when these types, as bits, do not fit into so many blocks as a tree. */
  mayBe(types: number, blocks: number, work: number): boolean {
    const key = `${types}/${blocks}`
    const known = this.#decided.get(key)
    if (known !== undefined) return known
    this.#work = work
    const root = this.#members(types).reduce((a, b) => (this.#of(b).weight > this.#of(a).weight ? b : a))
    const answer = this.#leastLeft(types, root, blocks, { floor: 0, ceiling: 0 }) <= 0
    if (!this.#isCutShort) this.#decided.set(key, answer)
    return answer
  }

  #of(type: number): Leftovers {
    return this.#types[type] as Leftovers
  }

  #members(types: number): number[] {
    return [...this.#types.keys()].filter((type) => types & (1 << type))
  }

  /** What blocks leave over of these types by weight alone, if there are so many pairs of one and the other. */
  #poured(types: number, blocks: number, pairs: number): Micros {
    const weight = this.#members(types).reduce((sum, type) => sum + this.#of(type).weight, 0)
    return weight + pairs * this.#cheapest - blocks * this.#room
  }

  /** The least that `root` leaves over between two limits, whatever hangs from it; the floor when the work is cut short. */
  #leastLeft(types: number, root: number, blocks: number, { floor, ceiling }: Limits): Micros {
    const lots = this.#of(root)
    const ways = [...this.#ways(types ^ (1 << root), root, blocks, [])]
      .map(({ rooms, own }) => ({ rooms, own, poured: lots.poured(rooms, own) }))
      .filter(({ poured }) => poured <= ceiling)
      .sort((a, b) => a.poured - b.poured)
    let least = nowhere
    for (const { rooms, own, poured } of ways) {
      if (least <= Math.max(floor, poured) || this.#isCutShort) break
      this.#work -= this.#stop() ? this.#work : workPerPacking
      least = Math.min(least, Math.max(floor, lots.least(rooms, own)))
    }
    return this.#isCutShort ? floor : least
  }

  get #isCutShort(): boolean {
    return this.#work <= 0
  }

  /** All ways to hang these types from blocks of `root`, which has the blocks that are left to itself. */
  *#ways(types: number, root: number, blocks: number, rooms: readonly Micros[]): Generator<Way> {
    this.#work--
    if (types === 0) return yield { rooms: rooms.toSorted((a, b) => a - b), own: blocks }
    if (this.#poured(types, blocks, bitCount(types)) > 0) return
    for (const hanging of subsetsWithLowest(types))
      for (let below = 0; below < blocks; below++) {
        if (this.#isCutShort) return
        const load = this.#hanging(hanging, below)
        const room = this.#room - (this.#setup[root] ?? 0) - load
        if (room >= this.#of(root).lightest)
          yield* this.#ways(types ^ hanging, root, blocks - below - 1, [...rooms, room])
        // With one lot of one type nothing more can be gained.
        if (load <= this.#lightestOf(hanging)) break
      }
  }

  #lightestOf(types: number): Micros {
    return Math.min(...this.#members(types).map((type) => (this.#setup[type] ?? 0) + this.#of(type).lightest))
  }

  /** What these types put into one block at least, when they hang from it as trees with so many blocks below. */
  #hanging(types: number, blocks: number): Micros {
    if (this.#poured(types, blocks, blocks + bitCount(types)) > this.#room) return nowhere
    return this.#remember(`${types}/${blocks}`, () => {
      let least = nowhere
      for (const tree of subsetsWithLowest(types)) {
        if (this.#isCutShort) return 0
        if (tree === types) least = this.#asTree(tree, blocks)
        else
          for (let below = 0; below <= blocks; below++)
            least = Math.min(least, this.#asTree(tree, below) + this.#hanging(types ^ tree, blocks - below))
      }
      return least
    })
  }

  /** The same of one tree, whatever its root. */
  #asTree(types: number, blocks: number): Micros {
    const loads = this.#members(types).map((root) => (this.#setup[root] ?? 0) + this.#leftOver(types, root, blocks))
    return Math.min(...loads)
  }

  /** What `root` puts at least into the block from which it hangs: a lot, or all that the blocks below do not hold. */
  #leftOver(types: number, root: number, blocks: number): Micros {
    const pairs = blocks + bitCount(types) - 1
    const floor = Math.max(this.#of(root).lightest, this.#poured(types, blocks, pairs))
    const ceiling = this.#room - 2 * this.#cheapest
    if (floor > ceiling) return nowhere
    return this.#remember(`${types}/${blocks}/${root}`, () => this.#leastLeft(types, root, blocks, { floor, ceiling }))
  }

  #remember(key: string, ask: () => Micros): Micros {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const answer = ask()
    // What was cut short may be known better another time.
    if (!this.#isCutShort) this.#known.set(key, answer)
    return answer
  }
}

/** The whole set first. */
function* subsetsWithLowest(set: number): Generator<number> {
  const lowest = set & -set
  const others = set ^ lowest
  for (let more = others; ; more = (more - 1) & others) {
    yield lowest | more
    if (more === 0) return
  }
}
