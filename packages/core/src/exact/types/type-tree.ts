import type { Micros } from '../../time.ts'

/** Types, as bits, and blocks that are joined by as few pairs as can be; the root may go on in a block above. */
export interface Tree {
  readonly types: number
  readonly root: number
  readonly blocks: number
}

/** Types that hang from one block of a root, with the blocks below that block, and the room that they leave to the root. */
export interface Hanging {
  readonly types: number
  readonly below: number
  readonly room: Micros
}

/** How the root of a tree may be packed: beside what hangs from it, and into blocks of its own. */
export interface Way {
  readonly hanging: readonly Hanging[]
  readonly own: number
}

export const roomsOf = ({ hanging }: Way): Micros[] => hanging.map(({ room }) => room).sort((a, b) => a - b)
