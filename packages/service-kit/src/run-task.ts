import type { Static, TObject } from 'typebox'
import { createLogger, type Logger } from './logger.ts'
import { configOrExit } from './run-service.ts'

/**
 * The life of a process that does one thing and ends: exit 0 when it is done, 1 when it failed, 78 when its
 * configuration is wrong. A signal ends it as the system does: what it does must bear that at any point.
 */
export const runTask = async <S extends TObject>(
  name: string,
  schema: S,
  work: (config: Static<S>, log: Logger) => Promise<void>,
): Promise<void> => {
  const config = configOrExit(schema)
  const log = createLogger(name, (config as { LOG_LEVEL?: string }).LOG_LEVEL ?? 'info')
  const startedAt = performance.now()
  try {
    await work(config, log)
    log.info({ ms: Math.round(performance.now() - startedAt) }, `${name} is done`)
  } catch (err) {
    log.fatal({ err }, `${name} failed`)
    process.exitCode = 1
  }
}
