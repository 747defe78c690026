import { type Static, Type } from 'typebox'
import { closed, Id, Timestamp } from '../scalars.ts'

const Email = Type.String({ format: 'email', maxLength: 254, examples: ['planner@example.com'] })

/** Length is the only rule (NIST SP 800-63B: no composition rules); 128 caps the work that hashing costs us. */
const NewPassword = Type.String({ minLength: 8, maxLength: 128, examples: ['correct horse battery'] })

export const RegisterRequest = Type.Object(
  { email: Email, password: NewPassword },
  { ...closed, $id: 'RegisterRequest' },
)

/** Whatever somebody takes for an e-mail address; no text column of PostgreSQL can hold a NUL. */
const GivenEmail = Type.String({ maxLength: 1024, pattern: '^[^\\u0000]*$' })

/** A sign-in is not told which rule a wrong password breaks, so only its size is limited. */
const GivenPassword = Type.String({ maxLength: 1024 })

export const LoginRequest = Type.Object(
  { email: GivenEmail, password: GivenPassword },
  { ...closed, $id: 'LoginRequest', examples: [{ email: 'planner@example.com', password: 'correct horse battery' }] },
)

/** OAuth2 password form (RFC 6749 §4.3): extra fields such as `grant_type` and `scope` are part of the form. */
export const LoginForm = Type.Object(
  {
    username: GivenEmail,
    password: GivenPassword,
    grant_type: Type.Optional(Type.String({ maxLength: 64 })),
    scope: Type.Optional(Type.String({ maxLength: 1024 })),
    client_id: Type.Optional(Type.String({ maxLength: 1024 })),
    client_secret: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  { ...closed, $id: 'LoginForm' },
)

export const RefreshRequest = Type.Object(
  { refresh_token: Type.String({ minLength: 1, maxLength: 512 }) },
  { ...closed, $id: 'RefreshRequest' },
)

export const TokenPair = Type.Object(
  {
    access_token: Type.String(),
    token_type: Type.Literal('bearer'),
    expires_in: Type.Integer({ minimum: 1, description: 'Seconds until the access token ends.' }),
    refresh_token: Type.String({ description: 'Works once; the answer to its use carries the next one.' }),
  },
  { ...closed, $id: 'TokenPair' },
)

export const User = Type.Object(
  { id: Id, email: Type.String(), is_active: Type.Boolean(), is_superuser: Type.Boolean(), created_at: Timestamp },
  { ...closed, $id: 'User' },
)

const Jwk = Type.Object(
  {
    kty: Type.Literal('EC'),
    crv: Type.Literal('P-256'),
    x: Type.String(),
    y: Type.String(),
    kid: Type.String(),
    alg: Type.Literal('ES256'),
    use: Type.Literal('sig'),
  },
  closed,
)

/** RFC 7517: the public keys that every service verifies tokens with. */
export const Jwks = Type.Object({ keys: Type.Array(Jwk) }, { ...closed, $id: 'Jwks' })

/** What an access token says (RFC 7519); `sub` is the user's id in decimal, `sid` the sign-in that it belongs to. */
export const AccessClaims = Type.Object({
  iss: Type.String(),
  aud: Type.String(),
  sub: Type.String({ pattern: '^[1-9][0-9]{0,15}$' }),
  email: Type.String(),
  is_superuser: Type.Boolean(),
  iat: Type.Integer(),
  exp: Type.Integer(),
  jti: Type.String(),
  sid: Type.Optional(Type.String({ minLength: 1 })),
})

export type RegisterRequest = Static<typeof RegisterRequest>
export type LoginRequest = Static<typeof LoginRequest>
export type LoginForm = Static<typeof LoginForm>
export type RefreshRequest = Static<typeof RefreshRequest>
export type TokenPair = Static<typeof TokenPair>
export type User = Static<typeof User>
export type Jwks = Static<typeof Jwks>
export type AccessClaims = Static<typeof AccessClaims>
