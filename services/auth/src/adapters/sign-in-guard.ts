import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { forgottenHours, type Subject, subjects, waitAfter } from '../guard/patience.ts'
import { emailKey } from './accounts.ts'
import type { AuthDatabase } from './tables.ts'

/** Who knocks, and where from. The account need not exist: nothing here tells the difference. */
export interface Attempt {
  readonly email: string
  readonly address: string
}

export interface Standing {
  /** 0 = may try now. */
  readonly waitSeconds: number
  /** This account has signed in from this address before, so what others do elsewhere does not count. */
  readonly known: boolean
  /** A success would change nothing. */
  readonly settled: boolean
}

/** Counts failed sign-ins for all processes together. */
export interface SignInGuard {
  standing(attempt: Attempt): Promise<Standing>
  failed(attempt: Attempt, standing: Standing): Promise<void>
  succeeded(attempt: Attempt): Promise<void>
  purge(): Promise<void>
}

const keyOf = (subject: Subject, { email, address }: Attempt): Buffer => {
  const named = { pair: [emailKey(email), address], account: [emailKey(email)], address: [address] }[subject]
  return createHash('sha256')
    .update(JSON.stringify([subject, ...named]))
    .digest()
}

const forgotten = sql.lit(`${forgottenHours} hours`)
const knownDays = 30

export const signInGuardIn = (db: AuthDatabase): SignInGuard => ({
  async standing(attempt) {
    const keys = subjects.map((subject) => keyOf(subject, attempt))
    const { rows } = await sql<Row>`
      select key, case when failed_at < now() - interval ${forgotten} then 0 else failures end as failures,
        extract(epoch from now() - failed_at)::float as since, extract(epoch from known_until - now())::float as known_for
      from auth.sign_in_guard where key = any(${keys})`.execute(db)
    const row = (subject: Subject) => rows.find(({ key }) => key.equals(keys[subjects.indexOf(subject)] ?? key))
    const knownFor = row('pair')?.known_for ?? 0
    const counted = knownFor > 0 ? (['pair'] as const) : subjects
    const waits = counted.map((subject) => waitLeft(subject, row(subject)))
    const clean = (['pair', 'account'] as const).every((subject) => (row(subject)?.failures ?? 0) === 0)
    return {
      waitSeconds: Math.max(...waits),
      known: knownFor > 0,
      settled: clean && knownFor > (knownDays - 1) * 86_400,
    }
  },

  async failed(attempt, { known }) {
    const counted = known ? (['pair'] as const) : subjects
    // In one order, so that two who share rows wait for each other instead of deadlocking.
    await sql`
      insert into auth.sign_in_guard as g (key, failures)
      select key, 1 from unnest(${counted.map((subject) => keyOf(subject, attempt))}::bytea[]) key order by key
      on conflict (key) do update set failed_at = now(),
        failures = case when g.failed_at < now() - interval ${forgotten} then 1 else g.failures + 1 end`.execute(db)
  },

  /** An address gets nothing back: whoever tries many accounts may well own one of them. */
  async succeeded(attempt) {
    await sql`
      with forgiven as (update auth.sign_in_guard set failures = 0 where key = ${keyOf('account', attempt)})
      insert into auth.sign_in_guard (key, failures, known_until)
      values (${keyOf('pair', attempt)}, 0, now() + ${knownDays} * interval '1 day')
      on conflict (key) do update set failures = 0, known_until = excluded.known_until`.execute(db)
  },

  async purge() {
    await sql`
      delete from auth.sign_in_guard
      where failed_at < now() - interval ${forgotten} and coalesce(known_until, '-infinity') < now()`.execute(db)
  },
})

interface Row {
  readonly key: Buffer
  readonly failures: number
  readonly since: number
  readonly known_for: number | null
}

const waitLeft = (subject: Subject, row: Row | undefined): number =>
  row ? Math.max(0, Math.ceil(waitAfter(subject, row.failures) - row.since)) : 0
