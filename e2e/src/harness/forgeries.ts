import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Jwks } from '@filling/contracts'
import pg from 'pg'

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const parse = (part = ''): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())
const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

const signed = (header: object, claims: object, key: KeyObject): string => {
  const text = `${base64(header)}.${base64(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

/** HS256 with what everybody can read as its secret: the oldest trick there is. */
const hs256 = (header: object, claims: object, secret: string | Buffer): string => {
  const text = `${base64({ ...header, alg: 'HS256' })}.${base64(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** Tokens that are wrong in one way each, made from one that is good. */
export const forgeriesOf = (token: string, jwks: Jwks): Readonly<Record<string, string>> => {
  const [head = '', body = '', signature = ''] = token.split('.')
  const [header, claims] = [parse(head), parse(body)]
  const theirs = newKeys()
  const jwk = theirs.publicKey.export({ format: 'jwk' })
  const foreign = (change: object) => signed({ ...header, ...change }, claims, theirs.privateKey)
  return {
    'two parts': `${head}.${body}`,
    'four parts': `${token}.${signature}`,
    'three parts of nonsense': 'a.b.c',
    'a changed subject': [head, base64({ ...claims, sub: '999999' }), signature].join('.'),
    'a wish to be a superuser': [head, base64({ ...claims, is_superuser: true }), signature].join('.'),
    'a cut signature': token.slice(0, -6),
    'no signature': `${head}.${body}.`,
    'the algorithm none': `${base64({ ...header, alg: 'none' })}.${body}.`,
    'the algorithm NoNe and a signature': `${base64({ ...header, alg: 'NoNe' })}.${body}.${signature}`,
    'HS256 with the published key as its secret': hs256(header, claims, JSON.stringify(jwks.keys[0])),
    'HS256 with an empty secret': hs256(header, claims, ''),
    'a foreign key under our kid': foreign({}),
    'a foreign key under its own kid': foreign({ kid: 'foreign' }),
    'a foreign key that the token brings along': foreign({ kid: 'foreign', jwk }),
    'a foreign key set that the token points to': foreign({ kid: 'foreign', jku: 'http://127.0.0.1:1/jwks.json' }),
    'a kid that is a path': foreign({ kid: '../../../../dev/null' }),
    'a kid that is SQL': foreign({ kid: "' or 1=1 --" }),
    'a size that nobody needs': token + 'A'.repeat(5_000),
  }
}

const planted = 'planted'

/**
 * Tokens that are wrong though our own key signed them: auth publishes every key that stands in its table.
 * `good` is in order, which shows that the others are refused for what is wrong with them.
 */
export const plantKey = async (databaseUrl: string, token: string) => {
  const { privateKey } = newKeys()
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  const insert = `insert into auth.signing_key (kid, private_key, signs_from) values ($1, $2, now() + interval '1 day')`
  await database.query(insert, [planted, privateKey.export({ type: 'pkcs8', format: 'pem' })])
  await database.end()

  const claims = parse(token.split('.')[1])
  const now = Math.floor(Date.now() / 1_000)
  const withClaims = (change: object, header: object = {}) =>
    signed({ alg: 'ES256', typ: 'JWT', kid: planted, ...header }, { ...claims, ...change }, privateKey)
  return {
    good: withClaims({}),
    bad: {
      'our key: it has ended': withClaims({ iat: now - 1_000, exp: now - 1 }),
      'our key: it never ends': withClaims({ exp: undefined }),
      'our key: it is not valid yet': withClaims({ nbf: now + 1_000 }),
      'our key: for another audience': withClaims({ aud: 'somebody-else' }),
      'our key: for no audience': withClaims({ aud: undefined }),
      'our key: from another issuer': withClaims({ iss: 'somebody-else' }),
      'our key: for nobody': withClaims({ sub: undefined }),
      'our key: for a subject that is no id': withClaims({ sub: '1 or 1=1' }),
      'our key: for user 0': withClaims({ sub: '0' }),
      'our key: a superuser in words': withClaims({ is_superuser: 'true' }),
      'our key: another algorithm in the header': withClaims({}, { alg: 'ES384' }),
      'our key: without its kid': withClaims({}, { kid: undefined }),
    },
  }
}
