import type { TokenVerifier } from '@filling/service-kit'
import type { AskState, RedeemTicket } from '../adapters/ask.ts'
import type { Hints } from '../adapters/hints.ts'
import type { Seats } from './seats.ts'
import type { Timings } from './timings.ts'

/** What streams and sockets are made of. */
export interface LiveParts {
  readonly hints: Hints
  readonly askState: AskState
  readonly redeemTicket: RedeemTicket
  readonly verifier: TokenVerifier
  readonly seats: Seats
  readonly timings: Timings
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number
}
