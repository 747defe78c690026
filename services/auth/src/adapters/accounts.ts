import type { User } from '@filling/contracts'
import type { AuthDatabase } from './tables.ts'

export interface Account extends User {
  readonly passwordHash: string
}

export interface Accounts {
  /** Nothing when the address is taken, also by somebody who registers it at the same moment. */
  create(email: string, passwordHash: string): Promise<User | undefined>
  findByEmail(email: string): Promise<Account | undefined>
  find(id: number): Promise<User | undefined>
}

/** Addresses differ in nothing but case and compatibility forms for one mailbox. */
export const emailKey = (email: string): string => email.normalize('NFKC').toLowerCase()

const columns = ['id', 'email', 'is_active', 'is_superuser', 'created_at'] as const

interface Row {
  readonly id: number
  readonly email: string
  readonly is_active: boolean
  readonly is_superuser: boolean
  readonly created_at: Date
}

export const userOf = ({ id, email, is_active, is_superuser, created_at }: Row): User => ({
  id,
  email,
  is_active,
  is_superuser,
  created_at: created_at.toISOString(),
})

export const accountsIn = (db: AuthDatabase): Accounts => ({
  async create(email, passwordHash) {
    const row = await db
      .insertInto('auth.account')
      .values({ email, email_key: emailKey(email), password_hash: passwordHash })
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .returning(columns)
      .executeTakeFirst()
    return row && userOf(row)
  },

  async findByEmail(email) {
    const row = await db
      .selectFrom('auth.account')
      .select([...columns, 'password_hash'])
      .where('email_key', '=', emailKey(email))
      .executeTakeFirst()
    return row && { ...userOf(row), passwordHash: row.password_hash }
  },

  async find(id) {
    const row = await db.selectFrom('auth.account').select(columns).where('id', '=', id).executeTakeFirst()
    return row && userOf(row)
  },
})
