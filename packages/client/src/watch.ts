import type { ScheduleState } from '@filling/contracts'
import { ApiError, apiError } from './api-error.ts'
import { eventsIn } from './events.ts'
import { pause } from './pause.ts'
import { signalOf } from './submit.ts'

export interface WatchOptions {
  /** Ends the watching, not the schedule. */
  readonly signal?: AbortSignal
  /** Before a lost stream is opened again, milliseconds; meanwhile the state is read. Default 1000. */
  readonly againMs?: number
}

interface Api {
  /** The stream, with a token that is renewed when it has ended. */
  open(init: RequestInit): Promise<Response>
  readState(): Promise<ScheduleState>
}

/** Readings in a row that failed, a pause apart. */
const mostFailures = 30

/**
 * Calls `onState` with every state until the last one, which is also the result. A stream that breaks is taken up where
 * it broke; while there is none, the state is read.
 * @throws ApiError when the schedule cannot be read; the signal's reason
 */
export const watchStates = async (
  api: Api,
  onState: (state: ScheduleState) => void,
  options: WatchOptions = {},
): Promise<ScheduleState> => {
  const seen: Seen = { lastId: undefined, state: undefined }
  for (let failures = 0; ; ) {
    options.signal?.throwIfAborted()
    try {
      const state = await streamOrRead(api, seen, onState, options)
      if (isOver(state)) return state
      failures = 0
    } catch (error) {
      options.signal?.throwIfAborted()
      if (error instanceof CallbackError) throw error.cause
      failures += 1
      if (failures >= mostFailures || isFinal(error)) throw error
    }
    await pause(options.againMs ?? 1_000, options.signal)
  }
}

/** Why there is no stream does not matter, because whether the schedule can be read is said by reading it. */
const streamOrRead = async (
  { open, readState }: Api,
  seen: Seen,
  onState: (state: ScheduleState) => void,
  options: WatchOptions,
): Promise<ScheduleState> => {
  try {
    await follow(await open(streamRequest(seen, options)), seen, onState)
  } catch (error) {
    if (error instanceof CallbackError || options.signal?.aborted) throw error
  }
  if (seen.state && isOver(seen.state)) return seen.state
  const state = await readState()
  remember(seen, state, onState)
  return state
}

interface Seen {
  lastId: string | undefined
  state: ScheduleState | undefined
}

/** What `onState` threw is its caller's, and no reason to try again. */
class CallbackError extends Error {}

const isOver = ({ status }: ScheduleState): boolean => status !== 'pending' && status !== 'running'

/** An answer that stays the same however often it is asked for; a lost connection passes. */
const isFinal = (error: unknown): boolean =>
  error instanceof ApiError && error.status < 500 && error.status !== 429 && error.status !== 408

const streamRequest = ({ lastId }: Seen, options: WatchOptions): RequestInit => ({
  headers: { Accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) },
  ...signalOf(options),
})

const follow = async (response: Response, seen: Seen, onState: (state: ScheduleState) => void): Promise<void> => {
  if (!response.ok) throw await apiError(response)
  if (!response.body || response.status === 204) return
  for await (const { name, id, data } of eventsIn(response.body)) {
    if (name !== 'progress' && name !== 'end') continue
    seen.lastId = id ?? seen.lastId
    remember(seen, JSON.parse(data) as ScheduleState, onState)
    if (name === 'end') return
  }
}

const remember = (seen: Seen, state: ScheduleState, onState: (state: ScheduleState) => void): void => {
  const same = seen.state?.status === state.status && seen.state.progress?.sequence === state.progress?.sequence
  seen.state = state
  if (same) return
  try {
    onState(state)
  } catch (cause) {
    throw new CallbackError('onState failed', { cause })
  }
}
