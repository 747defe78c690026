const firstSteps = 1000
const longestSteps = 64_000

/** Rounds get longer, because slower cooling finds what faster cooling cannot, and nobody knows when time is up. */
export const longerRounds = (round: number): number => Math.min(longestSteps, firstSteps * 2 ** Math.floor(round / 3))

/** Which rounds to go: later ones are longer and throw other dice, so a second span goes on where the first ended. */
export interface RoundSpan {
  readonly from: number
  readonly to: number
}

/** A second or two before the exact search, which then has a good plan to start from and may take the time that is left. */
export const beforeProof: RoundSpan = { from: 0, to: 4 }
export const afterProof: RoundSpan = { from: 4, to: Number.POSITIVE_INFINITY }

export const allRounds: RoundSpan = { from: 0, to: Number.POSITIVE_INFINITY }
