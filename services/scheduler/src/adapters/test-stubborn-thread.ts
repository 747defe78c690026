import { spawnSync } from 'node:child_process'

/** Computes where nobody can end it, as a thread that gets no processor does. */
export const solve = (): void => {
  spawnSync('sleep', ['30'])
}
