import { randomUUID } from 'node:crypto'
import type { TokenPair } from '@filling/contracts'
import { tokenAudience, tokenIssuer } from '@filling/service-kit'
import jwt from 'jsonwebtoken'
import type { SignIn } from './adapters/sign-ins.ts'
import type { SigningKeys } from './adapters/signing-keys.ts'

/** Short, because an access token cannot be called back: whoever signs out keeps it for this long at most. */
const lifetimeSeconds = 15 * 60

export type IssueTokens = (signIn: SignIn) => TokenPair

export const tokenIssuerWith =
  ({ signing }: SigningKeys): IssueTokens =>
  ({ id, user, refreshToken }) => ({
    access_token: jwt.sign({ email: user.email, is_superuser: user.is_superuser, sid: id }, signing.privateKey, {
      algorithm: 'ES256',
      keyid: signing.kid,
      issuer: tokenIssuer,
      audience: tokenAudience,
      subject: String(user.id),
      jwtid: randomUUID(),
      expiresIn: lifetimeSeconds,
    }),
    token_type: 'bearer',
    expires_in: lifetimeSeconds,
    refresh_token: refreshToken,
  })
