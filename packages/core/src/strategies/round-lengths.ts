const firstSteps = 1000
const longestSteps = 64_000

/** Rounds get longer, because slower cooling finds what faster cooling cannot, and nobody knows when time is up. */
export const longerRounds = (round: number): number => Math.min(longestSteps, firstSteps * 2 ** Math.floor(round / 3))
