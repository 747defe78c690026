import type { Logger } from '@filling/service-kit'
import type { SignIns } from './adapters/sign-ins.ts'

const everyMs = 3_600_000

/** Keeps the tables from growing with every sign-in ever made. Gives back how to stop. */
export const purgeEveryHour = (signIns: Pick<SignIns, 'purge'>, log: Logger): (() => Promise<void>) => {
  let working: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    working = signIns.purge().catch((err) => log.warn({ err }, 'expired sign-ins were not purged; next try in an hour'))
  }, everyMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    return working
  }
}
