import type { Failure } from '../schedule.ts'

export const exhausted: Failure = {
  code: 'solver.attempts_exhausted',
  message: 'Planning was interrupted too often and is not tried again',
  givenUp: true,
}

/** What the owner of a job reads when it took its thread down; what really happened is in the log. */
export const failureOf = (cause: unknown): Failure =>
  (cause as { readonly code?: unknown } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? {
        code: 'solver.out_of_memory',
        message: 'Planning these lots needs more memory than a solver has',
        givenUp: true,
      }
    : { code: 'solver.crashed', message: 'Planning these lots stopped unexpectedly', givenUp: true }
