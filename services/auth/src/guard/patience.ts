/** What failed sign-ins are counted by. */
export const subjects = ['pair', 'account', 'address'] as const
export type Subject = (typeof subjects)[number]

interface Patience {
  /** Failures that cost no waiting. */
  readonly free: number
  readonly longestSeconds: number
}

/**
 * A pair is one account at one address. The account alone waits a minute at most, because anybody can make it wait; the
 * address alone has room for the mistakes of a whole office.
 */
const patience: Readonly<Record<Subject, Patience>> = {
  pair: { free: 5, longestSeconds: 900 },
  account: { free: 25, longestSeconds: 60 },
  address: { free: 50, longestSeconds: 900 },
}

/** So long without a failure, and the count starts again. */
export const forgottenHours = 24

/** Seconds from the last of so many failures until the next attempt: 1, 2, 4 … once the free ones are used up. */
export const waitAfter = (subject: Subject, failures: number): number => {
  const { free, longestSeconds } = patience[subject]
  return failures <= free ? 0 : Math.min(longestSeconds, 2 ** (failures - free - 1))
}
