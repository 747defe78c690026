import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** One thing that happened, as it was seen from outside. `at` is milliseconds since 1970, on one clock for all. */
export type Entry =
  | { readonly kind: 'accepted'; readonly at: number; readonly name: string; readonly id: number }
  /** A definite no: nothing may be left behind. */
  | { readonly kind: 'refused'; readonly at: number; readonly name: string; readonly status: number }
  /** Neither yes nor no; the schedule may be there or not. */
  | { readonly kind: 'unanswered'; readonly at: number; readonly name: string; readonly why: string }
  /** The owner asked for its end; `sure` when the answer was yes. */
  | {
      readonly kind: 'withdrawn'
      readonly at: number
      readonly id: number
      readonly how: 'cancelled' | 'deleted'
      readonly sure: boolean
    }
  | { readonly kind: 'fault'; readonly at: number; readonly fault: string; readonly target: string }
  /** A fact on the stream EVENTS. */
  | {
      readonly kind: 'fact'
      readonly at: number
      readonly id: number
      readonly fact: string
      readonly messageId: string
    }
  /** A look at a schedule in a terminal state; `digest` is of its plan. */
  | {
      readonly kind: 'seen'
      readonly at: number
      readonly id: number
      readonly status: string
      readonly digest: string
    }
  /** How long work was in nobody's hands after its solver was killed. */
  | { readonly kind: 'recovered'; readonly at: number; readonly id: number; readonly afterMs: number }
  | {
      readonly kind: 'exit'
      readonly at: number
      readonly process: string
      readonly code: number | null
      readonly signal: string | null
      /** We ended it, or it was armed to end itself. */
      readonly meant: boolean
    }
  /** What the database holds under names that begin like this, when everything should be over. */
  | {
      readonly kind: 'census'
      readonly at: number
      readonly prefix: string
      readonly rows: readonly StoredRow[]
      readonly unsent: number
    }

export interface StoredRow {
  readonly id: number
  readonly name: string
  readonly status: string
  readonly digest: string
  readonly attempt: number
  readonly epoch: number
  /** Milliseconds since 1970; null before the end. */
  readonly completedAt: number | null
  readonly hasPlan: boolean
}

/** What was seen, without the time, which is added. */
export type Observation = Entry extends infer E ? (E extends Entry ? Omit<E, 'at'> : never) : never

export interface History {
  note(observation: Observation): void
  readonly entries: readonly Entry[]
  readonly file: string
}

/** JSON lines, each written before the next thing happens, so that the file says what led to a crash of ours too. */
export const openHistory = (file: string): History => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  const entries: Entry[] = []
  return {
    file,
    entries,
    note(observation) {
      const entry = { at: Date.now(), ...observation } as Entry
      entries.push(entry)
      appendFileSync(file, `${JSON.stringify(entry)}\n`)
    },
  }
}

export const readHistory = (file: string): Entry[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Entry)
