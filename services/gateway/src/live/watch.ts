import { isTerminal, type ScheduleState } from '@filling/contracts'
import { AppError } from '@filling/service-kit'
import type { Hints } from '../adapters/hints.ts'
import { newestOnly } from './newest.ts'

export interface WatchParts {
  readonly hints: Hints
  /** Reads the state as the caller may see it. @throws AppError */
  readonly ask: () => Promise<ScheduleState>
  readonly pollMs: number
}

export interface Watcher {
  /** The last `sequence` that was seen; 0 = none. */
  readonly after: number
  /** News; a terminal status is the last. */
  onState(state: ScheduleState): void
  /** The token does not open the schedule any more. */
  onRefused(): void
}

/** A schedule that the caller may watch. Nothing that happens from here on is missed. */
export interface Watch {
  readonly first: ScheduleState
  begin(watcher: Watcher): void
  stop(): void
}

/**
 * Hints make it quick, reading makes it sure: the state is read at the start, when the broker comes back, and whenever
 * nothing was told for a while. Listens before it reads, so that nothing falls in between.
 * @throws AppError what the scheduler says to this caller
 */
export const openWatch = async (id: number, { hints, ask, pollMs }: WatchParts): Promise<Watch> => {
  const stops: (() => void)[] = []
  const stop = (): void => {
    for (const each of stops.splice(0)) each()
  }
  let heard = 0
  let newest: ScheduleState | undefined
  let onHint = (): void => undefined
  const listening = hints.listen(id, (state) => {
    heard += 1
    newest = state
    onHint()
  })
  stops.push(() => listening.stop())
  const first = await ask().catch((error) => {
    stop()
    throw error
  })

  const begin = (watcher: Watcher): void => {
    const news = newestOnly(watcher.after)
    const receive = (state: ScheduleState | undefined, source: 'hint' | 'answer'): void => {
      const told = state && news(state, source)
      if (!told) return
      if (isTerminal(told.status)) stop()
      watcher.onState(told)
    }
    onHint = () => receive(newest, 'hint')
    const answer = (state: ScheduleState): void => receive(state, 'answer')
    stops.push(readWhenQuiet({ id, hints, ask, pollMs }, { heard: () => heard, answer, refused: watcher.onRefused }))
    answer(first)
    onHint()
  }
  return { first, begin, stop }
}

interface Reading {
  /** How many hints have come. */
  readonly heard: () => number
  readonly answer: (state: ScheduleState) => void
  readonly refused: () => void
}

/** Gives back how to stop. */
const readWhenQuiet = (parts: WatchParts & { readonly id: number }, reading: Reading): (() => void) => {
  const read = reader(parts, reading)
  let before = -1
  const timer = setInterval(() => {
    const heard = reading.heard()
    if (heard === before) void read()
    before = heard
  }, parts.pollMs)
  const returned = parts.hints.onReturn(() => void read())
  return () => {
    clearInterval(timer)
    returned.stop()
  }
}

/** One question at a time; what was told while it was on its way is newer than its answer, unless that is the end. */
const reader = ({ id, ask }: WatchParts & { readonly id: number }, { heard, answer, refused }: Reading) => {
  let asking = false
  return async (): Promise<void> => {
    if (asking) return
    asking = true
    const before = heard()
    try {
      const state = await ask()
      if (heard() === before || isTerminal(state.status)) answer(state)
    } catch (error) {
      const meaning = meaningOf(error)
      if (meaning === 'deleted') answer({ schedule_id: id, status: 'deleted', error_message: null, progress: null })
      if (meaning === 'refused') refused()
    } finally {
      asking = false
    }
  }
}

/** Everything but a plain answer passes, and the next look is a moment away. */
const meaningOf = (error: unknown): 'deleted' | 'refused' | 'passing' => {
  const code = error instanceof AppError ? error.code : undefined
  if (code === 'schedule.not_found') return 'deleted'
  return code === 'auth.not_authenticated' || code === 'schedule.forbidden' ? 'refused' : 'passing'
}
