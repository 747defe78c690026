import {
  httpApp,
  keysOfAuth,
  type Logger,
  listen,
  openInstruments,
  requireCaller,
  tokenVerifier,
  upstream,
} from '@filling/service-kit'
import { schedulerApi } from './adapters/scheduler-api.ts'
import type { ExportConfig } from './config.ts'
import { exportRoutes } from './routes/export.ts'

export { ExportConfig } from './config.ts'

/** Serves the downloads. Newest part closes first: requests in flight still need their way to the scheduler. */
export const composeExport = async (
  config: ExportConfig,
  log: Logger,
): Promise<{ url: string; close(): Promise<void> }> => {
  await using parts = new AsyncDisposableStack()
  const instruments = await openInstruments('export', log)
  parts.defer(() => instruments.close())

  const scheduler = upstream(config.SCHEDULER_URL)
  parts.defer(() => scheduler.close())
  const api = schedulerApi(scheduler)
  const verifier = tokenVerifier(keysOfAuth(config.AUTH_URL))

  const app = httpApp({
    log,
    instruments,
    checks: { scheduler: api.answers },
    routes: [exportRoutes({ guard: requireCaller(verifier), schedules: api })],
  })
  const server = await listen(app, { port: config.PORT, host: config.HOST })
  parts.defer(() => server.close())

  const open = parts.move()
  return { url: server.url, close: () => open.disposeAsync() }
}
