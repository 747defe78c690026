import { isTerminal, type ScheduleState } from '@filling/contracts'

/** Where a state comes from: a hint may be late, an answer may have been overtaken by hints. */
export type Source = 'hint' | 'answer'

/**
 * Lets through only what is news to a watcher who has seen everything up to `after`. Progress is numbered; a status
 * without progress is news when it differs. After the last state nothing is.
 */
export const newestOnly = (after: number) => {
  let seen = after
  let status: ScheduleState['status'] | undefined
  return (state: ScheduleState, source: Source): ScheduleState | undefined => {
    if (status !== undefined && isTerminal(status)) return undefined
    const fresh = state.progress !== null && state.progress.sequence > seen
    if (!fresh && !isNews(state, source, { status, resumed: after > 0 })) return undefined
    status = state.status
    if (state.progress && fresh) seen = state.progress.sequence
    // Older figures would go back on what was seen.
    return fresh || isTerminal(state.status) ? state : { ...state, progress: null }
  }
}

interface Known {
  readonly status: ScheduleState['status'] | undefined
  readonly resumed: boolean
}

const isNews = (state: ScheduleState, source: Source, { status, resumed }: Known): boolean => {
  if (isTerminal(state.status)) return true
  if (state.status === status) return false
  // Of somebody who lost the job meanwhile.
  if (source === 'hint' && state.progress) return false
  // Whoever comes back to a running search has seen it running.
  return !(status === undefined && resumed && state.progress)
}
