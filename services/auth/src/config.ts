import { migrationModes } from '@filling/database'
import { logLevels, PostgresUrl } from '@filling/service-kit'
import { type Static, Type } from 'typebox'

/** What auth reads from the environment, once, at start. */
export const AuthConfig = Type.Object({
  HOST: Type.String({ default: '0.0.0.0' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0 }),
  LOG_LEVEL: Type.Enum(logLevels, { default: 'info' }),
  DATABASE_URL: PostgresUrl(),
  MIGRATIONS: Type.Enum(migrationModes, { default: 'run', description: '`wait` = somebody else runs them.' }),
})

export type AuthConfig = Static<typeof AuthConfig>
