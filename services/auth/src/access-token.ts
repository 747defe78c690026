import { randomUUID } from 'node:crypto'
import type { TokenPair, User } from '@filling/contracts'
import { tokenAudience, tokenIssuer } from '@filling/service-kit'
import jwt from 'jsonwebtoken'
import type { SignIn } from './adapters/sign-ins.ts'
import type { KeyRing } from './keys/key-ring.ts'

/** Short, because an access token cannot be called back: whoever signs out keeps it for this long at most. */
const lifetimeSeconds = 15 * 60

export type IssueTokens = (signIn: SignIn) => TokenPair

/** One token of a sign-in, for so many seconds. */
export type SignToken = (
  signIn: { readonly id: string | undefined; readonly user: Pick<User, 'id' | 'email' | 'is_superuser'> },
  expiresInSeconds: number,
) => string

export const tokenSignerWith =
  ({ signing }: Pick<KeyRing, 'signing'>): SignToken =>
  ({ id, user }, expiresIn) => {
    const { kid, privateKey } = signing()
    return jwt.sign({ email: user.email, is_superuser: user.is_superuser, sid: id }, privateKey, {
      algorithm: 'ES256',
      keyid: kid,
      issuer: tokenIssuer,
      audience: tokenAudience,
      subject: String(user.id),
      jwtid: randomUUID(),
      expiresIn,
    })
  }

export const tokenIssuerWith =
  (sign: SignToken): IssueTokens =>
  (signIn) => ({
    access_token: sign(signIn, lifetimeSeconds),
    token_type: 'bearer',
    expires_in: lifetimeSeconds,
    refresh_token: signIn.refreshToken,
  })
