import { jetStreamBus } from '@filling/messaging'
import { composeApi, SchedulerApiConfig } from '@filling/scheduler'
import { runService } from '@filling/service-kit'
import { armed, pointFromEnvironment } from './points.ts'

/** The real api on the real bus, except that it comes to harm at one point. */
await runService('scheduler-api', SchedulerApiConfig, async (config, log) => {
  const bus = jetStreamBus({ url: config.NATS_URL, name: 'scheduler-api', log })
  const running = await composeApi(config, log, { bus: armed(bus, pointFromEnvironment(), config.DATABASE_URL) })
  return {
    async close() {
      await running.close()
      await bus.close()
    },
  }
})
