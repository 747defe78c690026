import type { Operation } from '@filling/contracts'
import fc, { type Arbitrary } from 'fast-check'
import { fitting, hostile, hostileText, nearly } from './values.ts'

export interface Body {
  readonly type: string | undefined
  readonly encoding: string | undefined
  /** Latin-1 letters stand for bytes, so that a counterexample can be read. */
  readonly bytes: string
}

type Schema = Parameters<typeof fitting>[0]

const utf8 = (text: string): string => Buffer.from(text).toString('latin1')

/** Text that says JSON and is none, or is read differently by two readers. */
const oddJson: readonly ((json: string) => string)[] = [
  (json) => json.slice(0, -1),
  (json) => `\ufeff${json}`,
  (json) => json.replace(/\d+(\.\d+)?/, 'NaN'),
  (json) => json.replace(/\d+(\.\d+)?/, '1e309'),
  (json) => json.replace(/\d+(\.\d+)?/, '-0'),
  (json) => json.replace('{', '{"__proto__":{"polluted":true},'),
  (json) => json.replace('{', '{"lots_data":1,"email":7,'),
  (json) => json.replace(/"[^"]{1,}"/, '"\\ud800"'),
  (json) => json.replaceAll('}', ',}'),
  (json) => `${json}${json}`,
  (json) => `${'['.repeat(50_000)}${json}`,
  (json) => json.replaceAll('"', "'"),
]

const jsonBody = (schema: Schema): Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: fitting(schema) }, { weight: 4, arbitrary: nearly(schema) }, hostile),
      fc.nat(30),
    )
    .map(([value, odd]) => utf8((oddJson[odd] ?? ((json: string) => json))(JSON.stringify(value) ?? '')))

const formBody: Arbitrary<string> = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom('username', 'password', 'grant_type'), hostileText), hostileText), {
    maxLength: 5,
  })
  .map((fields) =>
    new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value.toWellFormed()])).toString(),
  )

const csv = fc
  .array(fc.array(fc.oneof(hostileText, fc.constantFrom('A', 'T', '100', '2.5', '"')), { maxLength: 6 }), {
    maxLength: 5,
  })
  .map((rows) => ['Lot ID,Type,Vials,Fill Hours', ...rows.map((row) => row.join(','))].join('\n'))

const part = (name: string, value: string): string =>
  `--b\r\ncontent-disposition: form-data; name="${name}"${name === 'csv_file' ? '; filename="l.csv"' : ''}\r\n\r\n${utf8(value)}\r\n`

const multipartBody: Arbitrary<string> = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.constantFrom('csv_file', 'name', 'strategy', 'config', 'start_time', 'moon'),
        fc.oneof(csv, hostileText),
      ),
      { maxLength: 6 },
    ),
    fc.constantFrom('--b--\r\n', '', '--b', '--c--\r\n'),
  )
  .map(([fields, end]) => fields.map(([name, value]) => part(name, value)).join('') + end)

const oddTypes = [
  undefined,
  '',
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'APPLICATION/JSON',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  'application/json, text/html',
  ';;;',
  'multipart/form-data; boundary=b',
]

const ofType = (type: string, schema: Schema): Arbitrary<Body> => {
  if (type === 'multipart/form-data')
    return multipartBody.map((bytes) => ({ type: 'multipart/form-data; boundary=b', encoding: undefined, bytes }))
  const bytes = type === 'application/json' ? jsonBody(schema) : formBody
  return bytes.map((text) => ({ type, encoding: undefined, bytes: text }))
}

/** A body for this operation: as described, nearly, or by no means. */
export const bodyFor = ({ body = {} }: Operation): Arbitrary<Body | undefined> => {
  const described = Object.entries(body).map(([type, schema]) => ofType(type, schema as Schema))
  const odd = fc.record({
    type: fc.constantFrom(...oddTypes),
    encoding: fc.constantFrom(undefined, 'gzip', 'br', 'identity', 'nonsense'),
    bytes: fc.oneof(
      hostileText.map(utf8),
      jsonBody({}),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => utf8(text)),
    ),
  })
  if (described.length === 0) return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, odd)
  return fc.oneof(
    { weight: 8, arbitrary: fc.oneof(...described) },
    { weight: 2, arbitrary: odd },
    fc.constant(undefined),
  )
}
