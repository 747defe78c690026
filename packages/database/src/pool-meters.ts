import type { Meters } from '@filling/service-kit'
import type pg from 'pg'

/** How full the pool is, who has to wait for it, and how often the server hung up. */
export const watchPool = (pool: pg.Pool, meters: Meters): void => {
  meters.gauge('filling_database_connections', 'Open connections to the database', ['state'], () => [
    [{ state: 'busy' }, pool.totalCount - pool.idleCount],
    [{ state: 'idle' }, pool.idleCount],
  ])
  meters.gauge('filling_database_callers_waiting', 'Callers that wait for a connection', [], () => [
    [{}, pool.waitingCount],
  ])
  const lost = meters.counter('filling_database_connections_lost_total', 'Connections that broke')
  pool.on('connect', (client) => void client.once('error', () => lost.inc()))
}
