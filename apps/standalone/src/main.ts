import { ConfigError, createLogger, readConfig } from '@filling/service-kit'
import { composeStandalone, StandaloneConfig } from './compose.ts'
import { explain } from './explain.ts'
import { closeInTime, stopSignal } from './stop.ts'

const banner = ({ url, database, broker }: Awaited<ReturnType<typeof composeStandalone>>): string => `
  Filling Scheduler is ready.

    API        ${url}/api/v1
    Try it     ${url}/docs
    Database   ${database}
    Messages   ${broker}

  Stop it with Ctrl-C. What was planned is kept for the next start.
`

const stopped = stopSignal()
try {
  const config = readConfig(StandaloneConfig)
  console.log('Starting the database, the broker and the services …')
  const running = await composeStandalone(config, createLogger('standalone', config.LOG_LEVEL))
  console.log(banner(running))
  await stopped
  console.log('Stopping …')
  await closeInTime(running)
  console.log('Stopped.')
} catch (error) {
  console.error(explain(error))
  process.exitCode = error instanceof ConfigError ? 78 : 1
}
