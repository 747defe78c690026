import { openDatabase, ping, reachAll, readySchema } from '@filling/database'
import { httpApp, type Logger, listen, openInstruments, tokenVerifier } from '@filling/service-kit'
import { tokenIssuerWith, tokenSignerWith } from './access-token.ts'
import { accountsIn } from './adapters/accounts.ts'
import { openPasswords } from './adapters/passwords.ts'
import { signInGuardIn } from './adapters/sign-in-guard.ts'
import { signInsIn } from './adapters/sign-ins.ts'
import { signingKeysIn } from './adapters/signing-keys.ts'
import { socketTicketsIn } from './adapters/socket-tickets.ts'
import type { AuthDatabase } from './adapters/tables.ts'
import { type AuthConfig, sealsOf } from './config.ts'
import { checkCredentials } from './guard/sign-in.ts'
import { openKeyRing } from './keys/key-ring.ts'
import { migrations } from './migrations/index.ts'
import { purgeEveryHour } from './purge.ts'
import { accountRoutes } from './routes/accounts.ts'
import { keyRoutes } from './routes/keys.ts'
import { signInRoutes } from './routes/sign-ins.ts'
import { socketTicketRoutes } from './routes/socket-tickets.ts'

export { AuthBootstrapConfig, bootstrapAuth } from './bootstrap.ts'
export { AuthConfig } from './config.ts'

/** Starts auth on an empty or older schema as well as on its own: migrations first, then the first signing key. */
export const composeAuth = async (config: AuthConfig, log: Logger) => {
  await using starting = new AsyncDisposableStack()
  const instruments = await openInstruments('auth', log)
  starting.defer(() => instruments.close())
  const db: AuthDatabase = openDatabase({
    url: config.DATABASE_URL,
    log,
    meters: instruments.meters,
    applicationName: 'auth',
    schema: 'auth',
  })
  starting.defer(() => db.destroy())
  await readySchema({ mode: config.MIGRATIONS, db, schema: 'auth', migrations, log })

  const keys = await openKeyRing({
    keys: signingKeysIn(db, sealsOf(config)),
    rotationDays: config.KEY_ROTATION_DAYS,
    log,
  })
  starting.defer(() => keys.close())
  const verifier = tokenVerifier(keys)
  const accounts = reachAll(accountsIn(db))
  const passwords = await openPasswords()
  const signIns = reachAll(signInsIn(db))
  const guard = reachAll(signInGuardIn(db))
  const sign = tokenSignerWith(keys)
  const app = httpApp({
    log,
    instruments,
    checks: { database: () => ping(db).then(() => true) },
    routes: [
      accountRoutes({ accounts, passwords, verifier }),
      signInRoutes({
        checkCredentials: checkCredentials({ accounts, passwords, guard }),
        signIns,
        issue: tokenIssuerWith(sign),
        verifier,
      }),
      socketTicketRoutes({ tickets: reachAll(socketTicketsIn(db)), sign, verifier }),
      keyRoutes(keys),
    ],
  })
  const server = await listen(app, { port: config.PORT, host: config.HOST })
  starting.defer(() => server.close())
  starting.defer(purgeEveryHour([signIns, guard], log))

  const running = starting.move()
  return { url: server.url, close: () => running.disposeAsync() }
}
