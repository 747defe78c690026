const firstSteps = 1000
const longestSteps = 64_000

/** Rounds get longer, because slower cooling finds what faster cooling cannot, and nobody knows when time is up. */
export const longerRounds = (round: number): number => Math.min(longestSteps, firstSteps * 2 ** Math.floor(round / 3))

/** Which rounds to go: later ones are longer and throw other dice, so a second span goes on where the first ended. */
export interface RoundSpan {
  readonly from: number
  readonly to: number
}

export const allRounds: RoundSpan = { from: 0, to: Number.POSITIVE_INFINITY }
