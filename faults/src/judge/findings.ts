import type { Entry } from '../history.ts'

export const wrongs = [
  'lost',
  'stuck',
  'doubled',
  'changed',
  'contradicted',
  'silent',
  'failed',
  'trace left',
  'exited',
  'incomplete',
] as const

/** What kind of promise was broken, and the sentence that helps to find out why. */
export interface Finding {
  readonly wrong: (typeof wrongs)[number]
  readonly what: string
}

export const judgeProcesses = (entries: readonly Entry[]): Finding[] =>
  entries.flatMap((entry) =>
    entry.kind === 'exit' && !entry.meant
      ? [{ wrong: 'exited', what: `${entry.process} ended by itself (code ${entry.code}, signal ${entry.signal})` }]
      : [],
  )
