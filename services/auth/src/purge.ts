import type { Logger } from '@filling/service-kit'

const everyMs = 3_600_000

/** Keeps the tables from growing with every sign-in ever made. Gives back how to stop. */
export const purgeEveryHour = (stores: readonly { purge(): Promise<void> }[], log: Logger): (() => Promise<void>) => {
  let working: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    working = Promise.all(stores.map((store) => store.purge())).catch((err) =>
      log.warn({ err }, 'what has expired was not purged; next try in an hour'),
    )
  }, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await working
  }
}
