import { lanes, solveRequestedV1 } from './events/solve.ts'

const seconds = 1_000
const days = 86_400 * seconds
const mebibytes = 1_048_576

export interface StreamDefinition {
  readonly name: string
  readonly subjects: readonly string[]
  /** `workqueue`: a message goes when it is acknowledged. `limits`: it goes when it is old. */
  readonly retention: 'workqueue' | 'limits'
  /** A full stream refuses the publisher instead of dropping work (`new`), or forgets its oldest fact (`old`). */
  readonly discard: 'new' | 'old'
  readonly maxAgeMs: number
  readonly maxBytes: number
  /** How long the server remembers message ids. */
  readonly duplicateWindowMs: number
}

export interface ConsumerDefinition {
  readonly stream: string
  readonly durable: string
  readonly filterSubject: string
  readonly ackWaitMs: number
  /** Only a belt: retries are counted in the database. */
  readonly maxDeliver: number
  readonly maxAckPending: number
}

export const streams: readonly StreamDefinition[] = [
  {
    name: 'SOLVE',
    subjects: ['scheduling.solve.*.v1'],
    retention: 'workqueue',
    discard: 'new',
    maxAgeMs: 0,
    maxBytes: 64 * mebibytes,
    duplicateWindowMs: 120 * seconds,
  },
  {
    name: 'EVENTS',
    subjects: ['scheduling.schedule.*.v1'],
    retention: 'limits',
    discard: 'old',
    maxAgeMs: 7 * days,
    maxBytes: 256 * mebibytes,
    duplicateWindowMs: 120 * seconds,
  },
]

/** One durable per lane: `solver-fast`, `solver-exact`. */
export const solverConsumers = Object.fromEntries(
  lanes.map((lane) => [
    lane,
    {
      stream: 'SOLVE',
      durable: `solver-${lane}`,
      filterSubject: solveRequestedV1[lane].subject,
      // The lease as well: a killed solver's job is begun again at the latest this and one sweep later.
      ackWaitMs: 12 * seconds,
      maxDeliver: 1_000,
      maxAckPending: 1_000,
    },
  ]),
) as Readonly<Record<(typeof lanes)[number], ConsumerDefinition>>

export const consumers: readonly ConsumerDefinition[] = Object.values(solverConsumers)
