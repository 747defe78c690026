import { type Logger, pino } from 'pino'

export type { Logger }

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const secrets = [
  'password',
  'authorization',
  'cookie',
  'access_token',
  'refresh_token',
  'token',
  'databaseUrl',
  'natsUrl',
]

/** JSON lines on stdout. Whatever is called like a secret is struck out at the first two levels of an entry. */
export const createLogger = (service: string, level: string): Logger =>
  pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  })
