import { type Lane, lanes, solverConsumers } from '@filling/contracts'
import type { Bus } from '@filling/messaging'
import type { Meters } from '@filling/service-kit'
import type { LaneState, MessagesState } from '../adapters/queue-sql.ts'

interface Deps {
  readonly meters: Meters
  readonly readLanes: () => Promise<readonly LaneState[]>
  readonly readMessages: () => Promise<MessagesState>
  readonly bus: Pick<Bus, 'backlog'>
}

/**
 * What waits where. It is asked of the database and the broker when somebody asks us, and never while a job passes. Every
 * api process tells the same, so dashboards take the greatest.
 */
export const gaugeQueue = ({ meters, bus, ...read }: Deps): void => {
  const readLanes = shared(read.readLanes)
  const readMessages = shared(read.readMessages)
  const ofLanes = (name: string, help: string, value: (lane: LaneState) => number): void =>
    meters.gauge(name, help, ['lane'], async () =>
      (await readLanes()).map((state) => [{ lane: state.lane }, value(state)]),
    )
  const ofMessages = (name: string, help: string, value: (state: MessagesState) => number): void =>
    meters.gauge(name, help, [], async () => [[{}, value(await readMessages())]])

  meters.gauge('filling_jobs', 'Jobs that have not ended, by how far they are', ['lane', 'state'], async () =>
    (await readLanes()).flatMap(({ lane, waiting, announced, running }) =>
      Object.entries({ waiting, announced, running }).map(([state, jobs]) => [{ lane, state }, jobs] as const),
    ),
  )
  ofLanes('filling_oldest_waiting_job_seconds', 'Since the submit of the oldest job not begun', (s) => s.oldest_seconds)
  ofLanes('filling_expired_leases', 'Running jobs whose solver is silent', ({ expired }) => expired)
  ofMessages('filling_outbox_rows', 'Messages stored and not sent yet', ({ outbox }) => outbox)
  ofMessages('filling_outbox_oldest_seconds', 'Age of the oldest message not sent', (s) => s.outbox_oldest_seconds)
  ofMessages('filling_outbox_refused_rows', 'Messages that the broker has refused', (s) => s.outbox_refused)
  meters.gauge('filling_dead_letters', 'What the system has given up on, not replayed', ['kind'], async () => {
    const { dead_jobs, dead_messages } = await readMessages()
    return [
      [{ kind: 'job' }, dead_jobs],
      [{ kind: 'message' }, dead_messages],
    ]
  })
  meters.gauge('filling_broker_messages', 'Work messages in the broker', ['lane', 'state'], async () =>
    (await Promise.all(lanes.map((lane) => inBroker(bus, lane)))).flat(),
  )
}

const inBroker = async (bus: Pick<Bus, 'backlog'>, lane: Lane) => {
  const { waiting, inFlight } = await bus.backlog(solverConsumers[lane])
  return [
    [{ lane, state: 'waiting' }, waiting],
    [{ lane, state: 'in_flight' }, inFlight],
  ] as const
}

/** The gauges of one answer come from one question, and people who ask too often get the last answer. */
const shared = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<T>
  return () => {
    if (performance.now() - asked > 1_000) {
      asked = performance.now()
      answer = ask()
    }
    return answer
  }
}
