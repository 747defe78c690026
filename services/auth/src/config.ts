import { migrationModes } from '@filling/database'
import { logLevels, PostgresUrl } from '@filling/service-kit'
import { type Static, Type } from 'typebox'
import { type Seal, sealWith } from './keys/seal.ts'

const secret = { minLength: 32 }

/** What auth reads from the environment, once, at start. */
export const AuthConfig = Type.Object({
  HOST: Type.String({ default: '0.0.0.0' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0 }),
  LOG_LEVEL: Type.Enum(logLevels, { default: 'info' }),
  DATABASE_URL: PostgresUrl(),
  MIGRATIONS: Type.Enum(migrationModes, { default: 'run', description: '`wait` = somebody else runs them.' }),
  AUTH_KEY_SECRET: Type.String({ ...secret, description: 'Seals the signing keys in the database.' }),
  AUTH_KEY_SECRET_PREVIOUS: Type.Optional(
    Type.String({ ...secret, description: 'While the secret is being changed: the one before it.' }),
  ),
  KEY_ROTATION_DAYS: Type.Number({ minimum: 0, default: 30, description: 'A new signing key so often; 0 = by hand.' }),
})

export type AuthConfig = Static<typeof AuthConfig>

export const sealsOf = (config: AuthConfig): [Seal, ...Seal[]] => {
  const { AUTH_KEY_SECRET: current, AUTH_KEY_SECRET_PREVIOUS: previous } = config
  return [sealWith(current), ...(previous === undefined ? [] : [sealWith(previous)])]
}
