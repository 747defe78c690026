import { createHash, randomBytes } from 'node:crypto'
import type { User } from '@filling/contracts'
import { sql } from 'kysely'
import { userOf } from './accounts.ts'
import type { AuthDatabase } from './tables.ts'

/** A sign-in that may go on, and the only copy of its next refresh token. */
export interface SignIn {
  readonly id: string
  readonly user: User
  readonly refreshToken: string
}

export interface SignIns {
  begin(user: User): Promise<SignIn>
  /**
   * Trades a refresh token for the next one. Nothing for a token that is unknown, expired, used or revoked; a used
   * one ends the sign-in, because either its thief or its owner has just come second.
   */
  continue(refreshToken: string): Promise<SignIn | undefined>
  end(id: string): Promise<void>
  /** Forgets what can no longer be used by anybody. */
  purge(): Promise<void>
}

const lifetime = sql.lit('30 days')

/** 256 random bits need no slow hash: there is nothing to guess. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
const newToken = (): string => randomBytes(32).toString('base64url')

export const signInsIn = (db: AuthDatabase): SignIns => ({
  async begin(user) {
    const refreshToken = newToken()
    const { rows } = await sql<{ id: string }>`
      with begun as (insert into auth.sign_in (account_id) values (${user.id}) returning id)
      insert into auth.refresh_token (hash, sign_in_id, expires_at)
      select ${hashOf(refreshToken)}, id, now() + interval ${lifetime} from begun
      returning sign_in_id as id`.execute(db)
    const [begun] = rows
    if (!begun) throw new Error('A sign-in was not stored')
    return { id: begun.id, user, refreshToken }
  },

  async continue(refreshToken) {
    const next = newToken()
    const continued = await rotate(db, hashOf(refreshToken), hashOf(next))
    if (continued) return { id: continued.sign_in_id, user: userOf(continued), refreshToken: next }
    await endIfUsed(db, hashOf(refreshToken))
    return undefined
  },

  async end(id) {
    await db
      .updateTable('auth.sign_in')
      .set({ revoked_at: sql`now()` })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute()
  },

  async purge() {
    await sql`delete from auth.refresh_token where expires_at < now()`.execute(db)
    await sql`
      delete from auth.sign_in s where created_at < now() - interval ${lifetime}
      and not exists (select from auth.refresh_token where sign_in_id = s.id)`.execute(db)
  },
})

/** One statement decides: of two that bring the same token, the second waits for the first and then finds it used. */
const rotate = async (db: AuthDatabase, used: Buffer, next: Buffer) => {
  const { rows } = await sql<Parameters<typeof userOf>[0] & { sign_in_id: string }>`
    with used as (
      update auth.refresh_token t set used_at = now()
      from auth.sign_in s join auth.account a on a.id = s.account_id
      where t.hash = ${used} and t.used_at is null and t.expires_at > now()
        and s.id = t.sign_in_id and s.revoked_at is null and a.is_active
      returning t.sign_in_id, a.id, a.email, a.is_active, a.is_superuser, a.created_at
    ), next as (
      insert into auth.refresh_token (hash, sign_in_id, expires_at)
      select ${next}, sign_in_id, now() + interval ${lifetime} from used
    )
    select * from used`.execute(db)
  return rows[0]
}

const endIfUsed = async (db: AuthDatabase, hash: Buffer): Promise<void> => {
  await sql`
    update auth.sign_in s set revoked_at = now() from auth.refresh_token t
    where t.hash = ${hash} and t.used_at is not null and s.id = t.sign_in_id and s.revoked_at is null`.execute(db)
}
