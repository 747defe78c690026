import { AppError } from '@filling/service-kit'
import { sqlState } from './sql-state.ts'

/** Says "try again" instead of "our fault" when the database is away, restarting or full. */
export const reach =
  <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    try {
      return await work(...args)
    } catch (cause) {
      if (!isAway(cause)) throw cause
      throw new AppError('service.unavailable', 'A part of the system cannot be reached just now; try again', { cause })
    }
  }

type Work = (...args: never[]) => Promise<unknown>

/** The same for everything that an adapter offers. */
export const reachAll = <T extends Readonly<Record<keyof T, Work>>>(adapter: T): T =>
  Object.fromEntries(Object.entries<Work>(adapter).map(([name, work]) => [name, reach(work)])) as T

/** SQLSTATE classes 08 (connection), 53 (resources), 57 (operator); refused names 55000 while connections are off. */
const awayStates = /^(08|53|57|55000)/
const awayTexts =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/

export const isAway = (error: unknown): boolean => {
  if (!(error instanceof Error) || error instanceof AppError) return false
  const state = sqlState(error)
  if (state !== undefined) return awayStates.test(state)
  const { code } = error as { readonly code?: unknown }
  return awayTexts.test(error.message) || (typeof code === 'string' && /^E[A-Z]+$/.test(code))
}
