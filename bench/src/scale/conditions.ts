import { availableParallelism, loadavg } from 'node:os'
import { postgresVersion } from '../adapters/counters.ts'
import type { Database } from '../adapters/databases.ts'
import { brokerVersion } from './broker.ts'
import type { System } from './system.ts'

/** Asked before anything is started: how many wanted the processor in the last minute. */
export const loadBefore = (): number => loadavg()[0] ?? 0

/** What the figures were taken on, as a sentence. */
export const conditionsOf = async (system: System, db: Database, load: number): Promise<string> => {
  const servers = `PostgreSQL ${await postgresVersion(db)}, nats-server ${await brokerVersion(system.monitorUrl)}`
  const minutes = (process.uptime() / 60).toFixed(1)
  return `Taken on ${availableParallelism()} cores with Node ${process.versions.node}, ${servers}, in ${minutes} minutes; before that, the machine had a load of ${load.toFixed(1)}.`
}
