import type { Bus } from '@filling/messaging'
import type { Logger, TokenVerifier } from '@filling/service-kit'
import { askState, redeemTicket } from '../adapters/ask.ts'
import { hintsOn } from '../adapters/hints.ts'
import type { Services } from '../adapters/services.ts'
import type { GatewayConfig } from '../config.ts'
import { eventStreams } from './event-stream.ts'
import { seatsPerUser } from './seats.ts'
import { socketDoor } from './socket-door.ts'
import { type Timings, timings } from './timings.ts'

export interface LiveGiven {
  /** Shared with others in this process; whoever gave it closes it. */
  readonly bus?: Bus
  readonly timings?: Partial<Timings>
}

interface Surroundings {
  readonly config: GatewayConfig
  readonly log: Logger
  readonly bus: Bus
  readonly services: Services
  readonly verifier: TokenVerifier
  readonly given: LiveGiven
}

/** Streams and sockets, joined. The broker may be away: then states are read instead of heard. */
export const openLive = ({ config, log, bus, services, verifier, given }: Surroundings) => {
  const parts = {
    hints: hintsOn(bus, log),
    askState: askState(services.scheduler),
    redeemTicket: redeemTicket(services.auth),
    verifier,
    seats: seatsPerUser(config.STREAMS_PER_USER, 'streams and sockets'),
    timings: { ...timings, ...given.timings },
    nowMs: () => performance.now(),
  }
  const streams = eventStreams(parts)
  const door = socketDoor({ ...parts, origins: config.CORS_ORIGINS.split(',') })
  return {
    handlers: [streams.handler, door.handler],
    upgradesOf: door.upgradesOf,
    /** Readers and sockets are told to come again, elsewhere. */
    async leave() {
      streams.close()
      await door.close()
    },
  }
}
