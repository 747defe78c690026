import { sql } from 'kysely'
import { newKey, type SigningKey } from '../keys/ring.ts'
import { isSealed, type Seal } from '../keys/seal.ts'
import type { AuthDatabase } from './tables.ts'

/** How a new key takes over. */
export interface Takeover {
  /** Published so long before it signs; services keep a key set for five minutes. */
  readonly publishedMinutes: number
  /** The old key stays so long after that: a token lives 15 minutes, and a process may not know yet for one. */
  readonly oldStaysMinutes: number
}

export const planned: Takeover = { publishedMinutes: 10, oldStaysMinutes: 20 }
/** For a key that somebody else may have: what it signed is refused as soon as services look again. */
export const atOnce: Takeover = { publishedMinutes: 0, oldStaysMinutes: 0 }

export interface SigningKeys {
  /** Everything that is not retired, the newest first. The first process ever to ask makes the first key. */
  open(): Promise<readonly SigningKey[]>
  read(): Promise<readonly SigningKey[]>
  /** The kid of the next key; of the one that is on its way already unless that is withdrawn too. */
  rotate(takeover: Takeover): Promise<string>
  /** Like a planned `rotate`, if the newest key is older than that. Of several processes at once, one finds it due. */
  rotateAfter(days: number): Promise<string | undefined>
}

interface Row {
  readonly kid: string
  readonly private_key: string
  readonly signs: boolean
}

/**
 * @param seals the first closes, each may open: a new secret comes first, the one before it second
 * @throws Error where a key was sealed with a secret that is not among them
 */
export const signingKeysIn = (db: AuthDatabase, seals: readonly [Seal, ...Seal[]]): SigningKeys => {
  const [seal] = seals

  const openRow = ({ kid, private_key, signs }: Row): SigningKey => {
    if (!isSealed(private_key)) return { kid, privateKey: private_key, signs }
    const [privateKey] = seals.flatMap((one) => one.open(kid, private_key) ?? [])
    if (privateKey === undefined) throw new Error(`AUTH_KEY_SECRET does not open the signing key ${kid}`)
    return { kid, privateKey, signs }
  }
  const read = async (tx = db): Promise<SigningKey[]> => (await liveRows(tx)).map(openRow)

  const add = async (tx: AuthDatabase, minutesAhead: number): Promise<string> => {
    const { kid, privateKey } = newKey()
    await sql`
      insert into auth.signing_key (kid, private_key, signs_from)
      values (${kid}, ${seal.close(kid, privateKey)}, now() + ${minutesAhead} * interval '1 minute')`.execute(tx)
    return kid
  }
  /** Keys from before there was a seal, or under the secret before this one. */
  const reseal = async (tx: AuthDatabase): Promise<void> => {
    for (const row of await liveRows(tx)) {
      if (seal.open(row.kid, row.private_key) !== undefined) continue
      const private_key = seal.close(row.kid, openRow(row).privateKey)
      await tx.updateTable('auth.signing_key').set({ private_key }).where('kid', '=', row.kid).execute()
    }
  }
  const takeOver = async (tx: AuthDatabase, { publishedMinutes, oldStaysMinutes }: Takeover): Promise<string> => {
    const kid = await add(tx, publishedMinutes)
    await sql`
      update auth.signing_key set retired_at = now() + ${publishedMinutes + oldStaysMinutes} * interval '1 minute'
      where kid <> ${kid} and (retired_at is null or retired_at > now() + ${publishedMinutes + oldStaysMinutes} * interval '1 minute')`.execute(
      tx,
    )
    await sql`delete from auth.signing_key where retired_at < now()`.execute(tx)
    return kid
  }

  return {
    read: () => read(),
    open: () =>
      alone(db, async (tx) => {
        await reseal(tx)
        const found = await read(tx)
        if (found.some(({ signs }) => signs)) return found
        await add(tx, 0)
        return read(tx)
      }),
    rotate: (takeover) =>
      alone(db, async (tx) => {
        const next = takeover.publishedMinutes > 0 ? (await liveRows(tx)).find(({ signs }) => !signs) : undefined
        return next?.kid ?? takeOver(tx, takeover)
      }),
    rotateAfter: (days) =>
      alone(db, async (tx) => ((await newestIsOlder(tx, days)) ? takeOver(tx, planned) : undefined)),
  }
}

/** Whoever changes the keys is alone with them; readers are not held up. */
const alone = <T>(db: AuthDatabase, work: (tx: AuthDatabase) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (tx) => {
    await sql`lock table auth.signing_key in share row exclusive mode`.execute(tx)
    return work(tx)
  })

const liveRows = async (tx: AuthDatabase): Promise<readonly Row[]> => {
  const { rows } = await sql<Row>`
    select kid, private_key, signs_from <= now() as signs from auth.signing_key
    where retired_at is null or retired_at > now() order by signs_from desc, kid`.execute(tx)
  return rows
}

const newestIsOlder = async (tx: AuthDatabase, days: number): Promise<boolean> => {
  const { rows } = await sql<{ older: boolean }>`
    select coalesce(max(signs_from) < now() - ${days} * interval '1 day', false) as older from auth.signing_key
    where retired_at is null`.execute(tx)
  return rows[0]?.older === true
}
