import { ConfigError, createLogger, readConfig } from '@filling/service-kit'
import { composeStandalone, StandaloneConfig } from './compose.ts'
import { explain } from './explain.ts'
import { closeInTime, endSlowStart, stopSignal } from './stop.ts'

const banner = ({ url, database, broker }: Awaited<ReturnType<typeof composeStandalone>>): string => `
  Filling Scheduler is ready.

    API        ${url}/api/v1
    Try it     ${url}/docs
    Database   ${database}
    Messages   ${broker}

  Stop it with Ctrl-C. What was planned is kept for the next start.
`

const stopped = stopSignal()
const cutStart = endSlowStart(stopped)
try {
  const config = readConfig(StandaloneConfig)
  console.log('Starting the database, the broker and the services …')
  const running = await composeStandalone(config, createLogger('standalone', config.LOG_LEVEL))
  cutStart.abort()
  console.log(banner(running))
  await stopped
  console.log('Stopping …')
  await closeInTime(running)
  console.log('Stopped.')
} catch (error) {
  cutStart.abort()
  console.error(explain(error))
  process.exitCode = error instanceof ConfigError ? 78 : 1
}
