import type { Client, PoolClient } from 'pg'
import { sqlState } from './sql-state.ts'

/**
 * Closes what the driver leaves open: it would end the process when a connection breaks between two statements of a
 * transaction, and would hand a connection that has stopped answering to the next caller.
 * Statements with parameters get a name, so each connection parses and plans them once (measured: a third to a half
 * of a short query's time).
 */
export const steady = (pooled: PoolClient): void => {
  const client = pooled as Client
  // The statement under way, or the next one, tells its caller.
  client.on('error', () => undefined)
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  client.query = ((...args: unknown[]) => {
    const sent = query(...named(args))
    if (sent instanceof Promise) sent.catch((error) => (isBeyondUse(error) ? client.end() : undefined))
    return sent
  }) as Client['query']
}

/** More than a service has; beyond it (lists of varying length) a name would only cost the server memory. */
const maxNames = 500
const names = new Map<string, string>()

const named = (args: unknown[]): unknown[] => {
  const [text, values] = args
  if (args.length !== 2 || typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return args
  const name = nameOf(text)
  return name ? [{ name, text, values }] : args
}

/** The name of a statement, the same on every connection; none when there are too many. */
export const nameOf = (text: string): string | undefined => {
  if (!names.has(text) && names.size < maxNames) names.set(text, `s${names.size}`)
  return names.get(text)
}

/** A migration changed what a named statement returns, or a pooler has put another server behind the connection. */
const staleStatements = new Set(['0A000', '26000'])

/** `client.end` marks the connection, so that the pool drops it instead of lending it again. */
export const isBeyondUse = (error: unknown): boolean => {
  const state = sqlState(error)
  return state ? staleStatements.has(state) : true
}
