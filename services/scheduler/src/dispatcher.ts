import { setTimeout as pause } from 'node:timers/promises'
import { type Lane, lanes, type ScheduleState, solverConsumers } from '@filling/contracts'
import { type Bus, bell, type OutboxRelay } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import { type Dispatched, type DispatchRequest, fullLoad, type Room } from './adapters/dispatch-sql.ts'
import { repeat } from './repeat.ts'

interface Deps {
  readonly dispatch: (request: DispatchRequest) => Promise<Dispatched>
  readonly bus: Pick<Bus, 'backlog'>
  readonly relay: Pick<OutboxRelay, 'nudge'>
  readonly log: Logger
  /** Between two looks when nobody rings, and between two questions about slots. */
  readonly pollMs?: number
}

/** Lets waiting jobs go to the solvers, as many as they will soon begin. Any number of them may run at once. */
export interface Dispatcher {
  /** For a job that is just being stored; undefined where others wait already. */
  roomIn(lane: Lane): Room | undefined
  /** A job of this lane waits again. */
  ring(lane: Lane): void
  /** A job that was just stored waits. */
  submitted(lane: Lane): void
  /** What was heard about a schedule: one that ended left a place, one that came back waits again. */
  hear(state: Pick<ScheduleState, 'status'>): void
  close(): Promise<void>
}

export const startDispatcher = (deps: Deps): Dispatcher => {
  const all = Object.fromEntries(lanes.map((lane) => [lane, startLane(lane, deps)])) as Record<Lane, LaneDispatcher>
  return {
    roomIn: (lane) => all[lane].room(),
    ring: (lane) => all[lane].ring(),
    submitted: (lane) => all[lane].submitted(),
    hear({ status }) {
      if (status === 'running') return
      for (const lane of Object.values(all)) if (status === 'pending' || lane.waiting()) lane.ring()
    },
    async close() {
      await Promise.all(Object.values(all).map((lane) => lane.close()))
    },
  }
}

interface LaneDispatcher {
  room(): Room | undefined
  waiting(): boolean
  ring(): void
  submitted(): void
  close(): Promise<void>
}

/** Between two looks: several places cost no more to fill than one, and what is announced ahead lasts longer. */
const restMs = 25
/** Between two looks while submits come in. Whoever submits waits for an answer; who planned ahead does not yet. */
const busyRestMs = 250
const lullMs = 10

/** Somebody else is dispatching, and what we rang for may have come too late for his look. */
const busyMs = 20

const startLane = (lane: Lane, { dispatch, bus, relay, log, pollMs = 1_000 }: Deps): LaneDispatcher => {
  const look = bell()
  let closed = false
  let slots = 1
  let waiting = true
  let afterOwner = 0
  let servedOwner = 0
  let lookedMs = Number.NEGATIVE_INFINITY
  let submittedMs = Number.NEGATIVE_INFINITY

  const countSlots = async (): Promise<void> => {
    const { free, inFlight } = await bus.backlog(solverConsumers[lane])
    const counted = Math.max(1, free + inFlight)
    if (counted > slots) look.ring()
    slots = counted
  }
  /** How long to wait for the next look. */
  const round = async (): Promise<number> => {
    const found = await dispatch({ lane, room: roomOf(slots), afterOwner, servedOwner })
    if (found.busy) return busyMs
    ;({ waiting, afterOwner, servedOwner } = found)
    if (found.announced > 0) relay.nudge()
    return found.full || afterOwner === 0 ? pollMs : 0
  }
  const rest = async (): Promise<void> => {
    const due = (nowMs: number) => nowMs > lookedMs + (nowMs < submittedMs + lullMs ? busyRestMs : restMs)
    while (!closed && !due(performance.now())) await pause(5)
    lookedMs = performance.now()
  }
  const run = async (): Promise<void> => {
    while (!closed) {
      await rest()
      const waitMs = await round().catch((err) => {
        log.warn({ err, lane }, 'waiting jobs could not be announced')
        return pollMs
      })
      if (!closed && waitMs > 0) await look.wait(waitMs)
    }
  }
  const running = run()
  // Without an answer the last count is the best guess.
  const counting = repeat(() => countSlots().catch((err) => log.debug({ err, lane }, 'slots not counted')), pollMs)
  return {
    room: () => (waiting ? undefined : roomOf(slots)),
    waiting: () => waiting,
    ring: look.ring,
    submitted() {
      submittedMs = performance.now()
      waiting = true
      look.ring()
    },
    async close() {
      closed = true
      look.ring()
      await Promise.all([running, counting.close()])
    },
  }
}

/**
 * Twice what is being planned, so that no slot waits for work. One owner gets half of that on top of the slots: what he
 * has announced ahead is begun before the jobs being planned have ended, and whoever comes next is too.
 */
const roomOf = (slots: number): Room => ({
  lane: fullLoad * 2 * slots,
  owner: fullLoad * (slots + Math.floor(slots / 2)),
})
