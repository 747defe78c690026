import { bitCount, subsetsWithLowest } from '../../partition.ts'
import type { Micros } from '../../time.ts'
import type { Grounds } from './grounds.ts'
import type { PackableLots, TypeLots } from './leftovers.ts'
import { OnlyStrays, type Strays, WithoutStrays } from './strays.ts'
import { type Hanging, roomsOf, type Tree, type Way } from './type-tree.ts'
import { Work } from './work.ts'

const nowhere = Number.POSITIVE_INFINITY

interface BestWay {
  readonly way?: Way
  readonly least: Micros
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
  /** By type; the `packed` heaviest lots of each count one by one. */
  readonly leftovers: readonly PackableLots[]
  readonly #grounds: Grounds
  readonly #room: Micros
  readonly #setup: readonly Micros[]
  readonly #cheapest: Micros
  readonly #types: readonly TypeLots[]
  readonly #decided = new Map<string, boolean>()
  /** Answers about sets of types without strays, and about those with them, as bits. */
  readonly #plain: Map<string, Micros>
  readonly #known = new Map<string, Micros>()
  readonly #touched: number
  readonly #work: Work

  /** With strays they count as one more type. */
  constructor(grounds: Grounds, strays?: Strays, plain = new Map<string, Micros>()) {
    const { leftovers, opened } = grounds
    this.#grounds = grounds
    this.#work = new Work(grounds.stop)
    this.#plain = plain
    this.#touched = strays ? (1 << strays.type) | (1 << leftovers.length) : 0
    this.leftovers = leftovers
    this.#room = opened.room
    this.#cheapest = Math.min(...opened.setup)
    this.#setup = strays ? [...opened.setup, opened.setup[strays.type] ?? 0] : opened.setup
    this.#types = strays
      ? [
          ...leftovers.map((all, type) => (type === strays.type ? new WithoutStrays(all, strays) : all)),
          new OnlyStrays(strays),
        ]
      : leftovers
  }

  /** The same types, but some lots of one go to a block apart. */
  with(strays: Strays): TypeTrees {
    return new TypeTrees(this.#grounds, strays, this.#plain)
  }

  /** Work that the next questions may take together; without any left, they stay undecided. */
  allow(work: number): void {
    this.#work.allow(work)
  }

  get work(): number {
    return this.#work.left
  }

  get isCutShort(): boolean {
    return this.#work.isUsedUp
  }

  /** All lots of all types count one by one. */
  get isExact(): boolean {
    return this.leftovers.every(({ isExact }) => isExact)
  }

  /** False only when these types, as bits, do not fit into so many blocks as a tree. */
  mayBe(types: number, blocks: number): boolean {
    const key = `${types}/${blocks}`
    const known = this.#decided.get(key)
    if (known !== undefined) return known
    const answer = this.#leastLeft({ types, root: this.heaviest(types), blocks }, { floor: 0, ceiling: 0 }) <= 0
    if (!this.isCutShort) this.#decided.set(key, answer)
    return answer
  }

  of(type: number): TypeLots {
    return this.#types[type] as TypeLots
  }

  heaviest(types: number): number {
    const whole = this.membersOf(types).filter((type) => type < this.leftovers.length)
    return whole.reduce((a, b) => (this.of(b).weight > this.of(a).weight ? b : a))
  }

  membersOf(types: number): number[] {
    return [...this.#types.keys()].filter((type) => types & (1 << type))
  }

  /** Room of each lot of a type, the blocks after the rooms, −1 for what is left over; nothing when the work is cut short. */
  pack(type: number, rooms: readonly Micros[], blocks: number): number[] | undefined {
    const lots = this.leftovers[type] as PackableLots
    this.#work.spend(lots.work)
    return this.isCutShort ? undefined : lots.pack(rooms, blocks)
  }

  /** What blocks leave over of these types by weight alone, if there are so many pairs of one and the other. */
  #poured(types: number, blocks: number, pairs: number): Micros {
    const weight = this.membersOf(types).reduce((sum, type) => sum + this.of(type).weight, 0)
    return weight + pairs * this.#cheapest - blocks * this.#room
  }

  /** The least that the root leaves over between two limits; the floor when the work is cut short. */
  #leastLeft(tree: Tree, limits: Limits): Micros {
    const { least } = this.best(tree, limits)
    return this.isCutShort ? limits.floor : least
  }

  /** The way by which the root leaves least over, as far as ways are tried. */
  best(tree: Tree, { floor, ceiling }: Limits): BestWay {
    const lots = this.of(tree.root)
    const { tried, spare } = this.#grounds
    const ways = [...this.ways(tree)]
      .map((way) => ({ way, rooms: roomsOf(way), poured: lots.poured(roomsOf(way), way.own) }))
      .filter(({ poured }) => poured <= ceiling)
      .sort((a, b) => a.poured - b.poured)
    let best: BestWay = { least: nowhere }
    for (const { way, rooms, poured } of ways.slice(0, tried)) {
      if (best.least <= Math.max(floor, poured) + spare || this.isCutShort) break
      this.#work.spend(lots.work)
      if (this.isCutShort) break
      const left = Math.max(floor, lots.least(rooms, way.own))
      if (left < best.least) best = { way, least: left }
    }
    return best
  }

  /** All ways to hang the other types of a tree from blocks of its root, which has the blocks that are left to itself. */
  *ways({ types, root, blocks }: Tree, hanging: readonly Hanging[] = []): Generator<Way> {
    this.#work.spend(1)
    const others = types & ~(1 << root)
    if (others === 0) return yield { hanging, own: blocks }
    if (this.#poured(others, blocks, bitCount(others)) > 0) return
    for (const set of subsetsWithLowest(others))
      for (let below = 0; below < blocks; below++) {
        if (this.isCutShort) return
        const load = this.hanging(set, below)
        const room = this.#room - (this.#setup[root] ?? 0) - load
        const left = { types: types ^ set, root, blocks: blocks - below - 1 }
        if (room >= this.of(root).lightest) yield* this.ways(left, [...hanging, { types: set, below, room }])
        // With one lot of one type nothing more can be gained.
        if (load <= this.#lightestOf(set)) break
      }
  }

  #lightestOf(types: number): Micros {
    return Math.min(...this.membersOf(types).map((type) => (this.#setup[type] ?? 0) + this.of(type).lightest))
  }

  /** What these types put into one block at least, when they hang from it as trees with so many blocks below. */
  hanging(types: number, blocks: number): Micros {
    if (types === 0) return 0
    if (this.#poured(types, blocks, blocks + bitCount(types)) > this.#room) return nowhere
    return this.#remember(types, `${types}/${blocks}`, () => {
      let least = nowhere
      for (const { set, blocks: own, rest } of this.choices(types, blocks)) {
        if (this.isCutShort) return 0
        const loads = this.membersOf(set).map((root) => this.load({ types: set, root, blocks: own }))
        least = Math.min(least, Math.min(...loads) + this.hanging(types ^ set, rest))
      }
      return least
    })
  }

  /** One of several trees, and how many of the blocks it has; what is left for the others. */
  *choices(types: number, blocks: number): Generator<{ set: number; blocks: number; rest: number }> {
    for (const set of subsetsWithLowest(types))
      if (set === types) yield { set, blocks, rest: 0 }
      else for (let own = 0; own <= blocks; own++) yield { set, blocks: own, rest: blocks - own }
  }

  /** What the root puts at least into the block above: a lot, or all that the blocks below do not hold; and a set-up. */
  load(tree: Tree): Micros {
    const { types, root, blocks } = tree
    const floor = Math.max(this.of(root).lightest, this.#poured(types, blocks, blocks + bitCount(types) - 1))
    const ceiling = this.#room - 2 * this.#cheapest
    if (floor > ceiling) return nowhere
    const least = this.#remember(types, `${types}/${blocks}/${root}`, () => this.#leastLeft(tree, { floor, ceiling }))
    return least + (this.#setup[root] ?? 0)
  }

  #remember(types: number, key: string, ask: () => Micros): Micros {
    const answers = types & this.#touched ? this.#known : this.#plain
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = ask()
    // What was cut short may be known better another time.
    if (!this.isCutShort) answers.set(key, answer)
    return answer
  }
}
