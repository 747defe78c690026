import { createHash, randomBytes } from 'node:crypto'
import type { SocketTicket, User } from '@filling/contracts'
import { sql } from 'kysely'
import type { AuthDatabase } from './tables.ts'

/** Time to open a socket, and too little for a log to be read by somebody else. */
const lifeSeconds = 30

export interface Redeemed {
  readonly id: string | undefined
  readonly user: Pick<User, 'id' | 'email' | 'is_superuser'>
  readonly secondsLeft: number
}

export interface SocketTickets {
  create(ticket: { accountId: number; signInId: string | undefined; tokenUntilMs: number }): Promise<SocketTicket>
  /** Nothing for a ticket that is unknown, used, expired, or whose sign-in or account has ended. */
  redeem(ticket: string): Promise<Redeemed | undefined>
}

/** 256 random bits need no slow hash: there is nothing to guess. */
const hashOf = (ticket: string): Buffer => createHash('sha256').update(ticket).digest()

export const socketTicketsIn = (db: AuthDatabase): SocketTickets => ({
  async create({ accountId, signInId, tokenUntilMs }) {
    const ticket = randomBytes(32).toString('base64url')
    // Whoever comes sweeps up after those who never came back.
    await sql`
      with swept as (delete from auth.socket_ticket where expires_at < now())
      insert into auth.socket_ticket (hash, account_id, sign_in_id, token_until, expires_at)
      values (${hashOf(ticket)}, ${accountId}, ${signInId ?? null}, ${new Date(tokenUntilMs)},
        now() + ${lifeSeconds} * interval '1 second')`.execute(db)
    return { ticket, expires_in: lifeSeconds }
  },

  /** The row that goes is the one use: of two who bring the same ticket, wherever, one finds it gone. */
  async redeem(ticket) {
    const { rows } = await sql<Row>`
      with used as (delete from auth.socket_ticket where hash = ${hashOf(ticket)} returning *)
      select a.id, a.email, a.is_superuser, u.sign_in_id, floor(extract(epoch from u.token_until - now()))::int as seconds_left
      from used u join auth.account a on a.id = u.account_id left join auth.sign_in s on s.id = u.sign_in_id
      where u.expires_at > now() and u.token_until > now() + interval '1 second'
        and a.is_active and s.revoked_at is null`.execute(db)
    const row = rows[0]
    return row && { id: row.sign_in_id ?? undefined, user: row, secondsLeft: row.seconds_left }
  },
})

interface Row extends Pick<User, 'id' | 'email' | 'is_superuser'> {
  readonly sign_in_id: string | null
  readonly seconds_left: number
}
