import type { Static, TObject } from 'typebox'
import { ConfigError, readConfig } from './config.ts'
import { createLogger, type Logger } from './logger.ts'

export interface Running {
  close(): Promise<void>
}

/** Longer than the longest drain, shorter than Kubernetes' default grace of 30 s. */
const closeWithinMs = 25_000

/**
 * The life of a process: read the configuration, start, wait for SIGTERM or SIGINT, close within the grace, exit 0.
 * A signal ends a start at once: nothing was promised to anybody yet, and what it waits for may never come.
 * A wrong configuration exits 78 (sysexits EX_CONFIG), a failed start 1.
 */
export const runService = async <S extends TObject>(
  name: string,
  schema: S,
  start: (config: Static<S>, log: Logger) => Promise<Running>,
): Promise<void> => {
  const config = configOrExit(schema)
  const log = createLogger(name, (config as { LOG_LEVEL?: string }).LOG_LEVEL ?? 'info')
  const stopped = stopSignal()
  try {
    const running = await Promise.race([start(config, log), stopped])
    if (typeof running === 'string') return endWhileStarting(running, log)
    log.info(`${name} is ready`)
    log.info({ signal: await stopped }, 'closing')
    const forced = setTimeout(() => process.exit(1), closeWithinMs)
    await running.close()
    clearTimeout(forced)
    log.info('closed')
  } catch (err) {
    log.fatal({ err }, `${name} stopped`)
    process.exitCode = 1
  }
}

const endWhileStarting = (signal: NodeJS.Signals, log: Logger): void => {
  log.info({ signal }, 'stopped while starting')
  process.exit(0)
}

/** @throws never: a wrong configuration ends the process, with every mistake on stderr. */
export const configOrExit = <S extends TObject>(schema: S): Static<S> => {
  try {
    return readConfig(schema)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(78)
  }
}

const stopSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
  })
