import type {
  CancelQuery,
  ExportDocument,
  Lot,
  ScheduleAccepted,
  ScheduleDetail,
  ScheduleList,
  ScheduleQuery,
  ScheduleRequest,
  ScheduleState,
  ScheduleStats,
  ScheduleSummary,
  Strategy,
  TokenPair,
  User,
  ValidateAnswer,
} from '@filling/contracts'
import { apiError } from './api-error.ts'
import { operatorCalls } from './operators.ts'
import { queryText } from './query-text.ts'
import { openSession } from './session.ts'
import { type CsvSubmit, csvSubmit, jsonSubmit, type SubmitOptions, signalOf } from './submit.ts'
import { type CompletedSchedule, type Looks, type WaitOptions, waitForPlan } from './wait.ts'
import { type WatchOptions, watchStates } from './watch.ts'

export interface ClientOptions {
  /** Tokens of an earlier sign-in. */
  readonly tokens?: TokenPair
  /** Called whenever the tokens change, so that they can be kept; undefined = signed out. */
  readonly onTokens?: (tokens: TokenPair | undefined) => void
  readonly fetch?: typeof fetch
}

interface Credentials {
  readonly email: string
  readonly password: string
}

interface Abortable {
  readonly signal?: AbortSignal
}

type Config = Readonly<Record<string, unknown>>

export type SchedulerClient = ReturnType<typeof schedulerClient>

/**
 * Speaks to the public API at `baseUrl` (such as `http://localhost:8000`). An expired access token is renewed by
 * itself, once for all calls in flight. Every method throws ApiError when the API refuses, and what `fetch` throws
 * when it cannot be reached.
 */
export const schedulerClient = (baseUrl: string, options: ClientOptions = {}) => {
  const send = sender(baseUrl, options.fetch ?? fetch)
  const session = openSession(send, options.onTokens ?? (() => undefined))
  if (options.tokens) session.use(options.tokens)

  const call = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await session.authorized(path, init)
    if (!response.ok) throw await apiError(response)
    return response
  }
  const read = async <T>(path: string, init?: RequestInit): Promise<T> => (await (await call(path, init)).json()) as T

  return {
    ...accountCalls(send, session, read),
    ...followCalls(session, read),
    ...operatorCalls(read),

    /** Stores the lots and queues them; the plan comes later, see `waitForCompletion`. */
    createSchedule: (request: ScheduleRequest, submit: SubmitOptions = {}): Promise<ScheduleAccepted> =>
      read('/schedule', jsonSubmit(request, submit)),

    /** The same for a planner's CSV file. */
    createScheduleFromCsv: (
      csv: string | Blob,
      fields: CsvSubmit = {},
      submit: SubmitOptions = {},
    ): Promise<ScheduleAccepted> => read('/schedule', csvSubmit(csv, fields, submit)),

    /** What a submit would say, without submitting. */
    validate: (lots: readonly Lot[] | { lots_data: readonly Lot[]; config?: Config }): Promise<ValidateAnswer> =>
      read('/schedule/validate', post(lots)),

    listSchedules: (query: ScheduleQuery = {}): Promise<ScheduleList> => read(`/schedules${queryText(query)}`),

    /** How many schedules there are, by status and by strategy. */
    scheduleStats: (): Promise<ScheduleStats> => read('/schedules/stats'),

    /**
     * Stops a schedule that waits or runs; again is no mistake. With `keep: 'best'` a running one ends a moment later, with
     * the best plan so far as its result: `watchSchedule` tells when. @throws ApiError schedule.already_ended
     */
    cancelSchedule: (id: number, query: CancelQuery = {}): Promise<ScheduleSummary> =>
      read(`/schedule/${id}/cancel${queryText(query)}`, { method: 'POST' }),

    /** The activities as a table (RFC 4180, UTF-8). */
    exportCsv: async (id: number): Promise<string> => (await call(`/schedule/${id}/export?format=csv`)).text(),

    exportJson: (id: number): Promise<ExportDocument> => read(`/schedule/${id}/export?format=json`),

    deleteSchedule: async (id: number): Promise<void> => {
      await read(`/schedule/${id}`, { method: 'DELETE' })
    },

    strategies: (): Promise<Strategy[]> => read('/strategies'),
  }
}

type Send = ReturnType<typeof sender>
type Read = <T>(path: string, init?: RequestInit) => Promise<T>

const accountCalls = (send: Send, session: ReturnType<typeof openSession>, read: Read) => {
  const signIn = async (credentials: Credentials): Promise<void> =>
    session.use(await open(send, '/auth/login', credentials))
  return {
    /** Creates an account; it does not sign in. */
    register: (credentials: Credentials): Promise<User> => open(send, '/auth/register', credentials),

    login: signIn,

    me: (): Promise<User> => read('/auth/me'),

    /** Ends this sign-in here and on the server. */
    logout: async (): Promise<void> => {
      await read('/auth/logout', { method: 'POST' })
      session.use(undefined)
    },
  }
}

/** One schedule, from its queue to its plan. */
const followCalls = (session: ReturnType<typeof openSession>, read: Read) => {
  const getSchedule = (id: number, abort: Abortable = {}): Promise<ScheduleDetail> =>
    read(`/schedule/${id}`, signalOf(abort))

  const watchSchedule = (
    id: number,
    onState: (state: ScheduleState) => void,
    watch: WatchOptions = {},
  ): Promise<ScheduleState> => {
    const open = (init: RequestInit): Promise<Response> => session.authorized(`/schedule/${id}/events`, init)
    const readState = (): Promise<ScheduleState> => read(`/schedule/${id}/state`, signalOf(watch))
    return watchStates({ open, readState }, onState, watch)
  }
  return {
    getSchedule,

    /** Tells how far a schedule is until it has ended; the result is its last state. */
    watchSchedule,

    /** Waits until the schedule has its plan. @throws NotPlannedError when it ends without one */
    waitForCompletion: (id: number, wait: WaitOptions = {}): Promise<CompletedSchedule> => {
      const watch: Looks['watch'] = (onState) => watchSchedule(id, onState, signalOf(wait))
      return waitForPlan({ read: () => getSchedule(id, signalOf(wait)), watch }, wait)
    },
  }
}

/** A call without a token. */
const open = async <T>(send: Send, path: string, body: object): Promise<T> => {
  const response = await send(path, post(body))
  if (!response.ok) throw await apiError(response)
  return (await response.json()) as T
}

const post = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

const sender =
  (baseUrl: string, fetchIt: typeof fetch) =>
  (path: string, init: RequestInit): Promise<Response> =>
    fetchIt(`${baseUrl.replace(/\/+$/, '')}/api/v1${path}`, init)
