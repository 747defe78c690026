import { openDatabase } from '@filling/database'
import { runTask } from '@filling/service-kit'
import { atOnce, planned, signingKeysIn } from './adapters/signing-keys.ts'
import type { AuthDatabase } from './adapters/tables.ts'
import { AuthConfig, sealsOf } from './config.ts'

/** `--now` is for a key that somebody else may have: it ends every access token that was given out before. */
const takeover = process.argv.includes('--now') ? atOnce : planned

await runTask('auth-rotate', AuthConfig, async (config, log) => {
  const db: AuthDatabase = openDatabase({ url: config.DATABASE_URL, log, applicationName: 'auth-rotate' })
  try {
    const kid = await signingKeysIn(db, sealsOf(config)).rotate(takeover)
    log.info({ kid, signsInMinutes: takeover.publishedMinutes }, 'the next signing key is published')
  } finally {
    await db.destroy()
  }
})
