import type { Sequence } from '../plan.ts'
import type { Generation } from './column-generation.ts'
import type { Incumbent } from './incumbent.ts'
import type { ModelHost } from './linear-program.ts'

/** What the tree and its helpers at the nodes share. */
export interface TreeSearch extends Generation {
  readonly host: ModelHost
  readonly incumbent: Incumbent
  readonly seed: number
  /** Starts from a plan and offers what it makes of it. */
  polish(sequence: Sequence): void
}
