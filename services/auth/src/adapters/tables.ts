import type { Generated, GeneratedAlways, Kysely } from 'kysely'

interface AccountTable {
  id: GeneratedAlways<number>
  email: string
  email_key: string
  password_hash: string
  is_active: Generated<boolean>
  is_superuser: Generated<boolean>
  created_at: Generated<Date>
}

interface SignInTable {
  id: Generated<string>
  account_id: number
  created_at: Generated<Date>
  revoked_at: Date | null
}

interface RefreshTokenTable {
  hash: Buffer
  sign_in_id: string
  expires_at: Date
  used_at: Date | null
}

interface SigningKeyTable {
  kid: string
  private_key: string
  signs_from: Generated<Date>
  retired_at: Date | null
}

export type AuthDatabase = Kysely<{
  'auth.account': AccountTable
  'auth.sign_in': SignInTable
  'auth.refresh_token': RefreshTokenTable
  'auth.signing_key': SigningKeyTable
}>
