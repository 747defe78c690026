/** Milliseconds. Tests make them shorter; nothing else does. */
export interface Timings {
  /** A comment keeps proxies from closing a quiet stream. */
  readonly commentMs: number
  /** A schedule that nobody has told anything about for so long is read anew: a hint may get lost. */
  readonly pollMs: number
  /** How long a socket may stay without saying who it is. */
  readonly authMs: number
  /** A socket that has not answered the last ping by the next one is gone. */
  readonly pingMs: number
  /** A reader that takes nothing for so long is given up. */
  readonly stallMs: number
  /** What sockets get to answer a goodbye. */
  readonly goodbyeMs: number
}

export const timings: Timings = {
  commentMs: 15_000,
  pollMs: 3_000,
  authMs: 10_000,
  pingMs: 30_000,
  stallMs: 60_000,
  goodbyeMs: 2_000,
}
