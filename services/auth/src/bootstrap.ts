import { migrate, openDatabase } from '@filling/database'
import { type Logger, logLevels, PostgresUrl } from '@filling/service-kit'
import { type Static, Type } from 'typebox'
import { migrations } from './migrations/index.ts'

/** What `bootstrap-main.ts` reads: it migrates, and ends. */
export const AuthBootstrapConfig = Type.Object({
  LOG_LEVEL: Type.Enum(logLevels, { default: 'info' }),
  DATABASE_URL: PostgresUrl({ description: 'With the rights of the owner of the schema.' }),
})

/** Brings the schema of auth up to date; may be run at any time and by several at once. */
export const bootstrapAuth = async (config: Static<typeof AuthBootstrapConfig>, log: Logger): Promise<void> => {
  const db = openDatabase<unknown>({ url: config.DATABASE_URL, log, applicationName: 'auth-bootstrap' })
  try {
    await migrate({ db, schema: 'auth', migrations, log })
  } finally {
    await db.destroy()
  }
}
