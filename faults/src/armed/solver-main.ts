import { jetStreamBus } from '@filling/messaging'
import { composeSolver, SolverConfig } from '@filling/scheduler'
import { runService } from '@filling/service-kit'
import { armed, pointFromEnvironment } from './points.ts'

/** The real solver on the real bus, except that it comes to harm at one point. */
await runService('scheduler-solver', SolverConfig, async (config, log) => {
  const bus = jetStreamBus({ url: config.NATS_URL, name: 'scheduler-solver', log })
  const running = await composeSolver(config, log, { bus: armed(bus, pointFromEnvironment(), config.DATABASE_URL) })
  return {
    async close() {
      await running.close()
      await bus.close()
    },
  }
})
