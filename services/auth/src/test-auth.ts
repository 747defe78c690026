import type { TokenPair, User } from '@filling/contracts'
import { openDatabase } from '@filling/database'
import { createLogger, readConfig } from '@filling/service-kit'
import { freshDatabase } from '@filling/test-kit'
import type { AuthDatabase } from './adapters/tables.ts'
import { AuthConfig, composeAuth } from './compose.ts'

export const password = 'correct horse battery'
export const keySecret = 'a secret that is known to these tests'

/** Auth on a database of its own, and a look into its tables. */
export const startAuth = async (databaseUrl?: string, env: Readonly<Record<string, string>> = {}) => {
  const fresh = databaseUrl === undefined ? await freshDatabase() : undefined
  const url = databaseUrl ?? fresh?.url ?? ''
  const log = createLogger('auth', 'silent')
  const config = readConfig(AuthConfig, {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    DATABASE_URL: url,
    AUTH_KEY_SECRET: keySecret,
    ...env,
  })
  const auth = await composeAuth(config, log)
  const db: AuthDatabase = openDatabase({ url, log, applicationName: 'test' })

  const call = (path: string, init?: RequestInit) => fetch(auth.url + path, init)
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  const register = (email: string, secret = password) => post('/api/v1/auth/register', { email, password: secret })
  const login = (email: string, secret = password) => post('/api/v1/auth/login', { email, password: secret })

  return {
    url: auth.url,
    databaseUrl: url,
    db,
    call,
    post,
    register,
    login,
    refresh: (token: string) => post('/api/v1/auth/refresh', { refresh_token: token }),
    me: (token: string) => call('/api/v1/auth/me', { headers: { authorization: `Bearer ${token}` } }),
    logout: (token: string) => post('/api/v1/auth/logout', '', { authorization: `Bearer ${token}` }),
    /** A registered person and a sign-in of theirs. */
    person: async (email: string): Promise<{ user: User; tokens: TokenPair }> => ({
      user: (await (await register(email)).json()) as User,
      tokens: (await (await login(email)).json()) as TokenPair,
    }),
    close: async () => {
      await auth.close()
      await db.destroy()
      await fresh?.drop()
    },
  }
}

export type TestAuth = Awaited<ReturnType<typeof startAuth>>
