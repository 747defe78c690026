import { consumers, streams } from '@filling/contracts'
import { migrate, openDatabase } from '@filling/database'
import { jetStreamBus } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import type { BootstrapConfig } from './config.ts'
import { migrations } from './migrations/index.ts'

/**
 * What has to be there before api and solver can work: the schema, the streams and their durables. May be run at any
 * time and by several at once; what is there already stays. Waits for a broker, fails without a database.
 */
export const bootstrapScheduler = async (config: BootstrapConfig, log: Logger): Promise<void> => {
  const db = openDatabase<unknown>({ url: config.DATABASE_URL, log, applicationName: 'scheduler-bootstrap' })
  const bus = jetStreamBus({
    url: config.NATS_URL,
    name: 'scheduler-bootstrap',
    log,
    replicas: config.NATS_REPLICAS,
  })
  try {
    await Promise.all([migrate({ db, schema: 'scheduling', migrations, log }), bus.bootstrap({ streams, consumers })])
  } finally {
    await bus.close()
    await db.destroy()
  }
}
