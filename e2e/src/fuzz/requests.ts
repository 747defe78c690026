import { type Operation, operations } from '@filling/contracts'
import fc, { type Arbitrary } from 'fast-check'
import { type Body, bodyFor } from './bodies.ts'
import { fitting, hostileText } from './values.ts'

export interface FuzzRequest {
  readonly operation: string
  readonly method: string
  /** Ready for the wire. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body | undefined
}

/** What may stand in a request line without ending it. */
const inTarget = (text: string): string => encodeURIComponent(text.toWellFormed())

const id = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }).map(String) },
  fc.constantFrom(
    '0',
    '-1',
    '01',
    '1.0',
    '1e3',
    '9007199254740991',
    '9007199254740992',
    '99999999999999999999',
    '%00',
    '%2e%2e',
    '%2F',
    '%',
    '%zz',
    '%ff',
    '1%20',
    '.',
    '~',
    '٣'.length ? '%D9%A3' : '',
  ),
  hostileText.map((text) => inTarget(text).slice(0, 4_000)),
)

type Fields = Readonly<Record<string, Parameters<typeof fitting>[0]>>

const queryFor = ({ query }: Operation): Arbitrary<string> => {
  const fields = Object.entries((query?.properties ?? {}) as Fields)
  const described = fields.map(([name, schema]) =>
    fitting(schema).map((value): [string, string] => [name, String(value)]),
  )
  const odd = fc.tuple(
    fc.oneof(
      fc.constantFrom('page', 'status', 'format', '__proto__', 'page[]', ...fields.map(([name]) => name)),
      hostileText,
    ),
    hostileText,
  )
  const pair = described.length > 0 ? fc.oneof({ weight: 3, arbitrary: fc.oneof(...described) }, odd) : odd
  const pairs = fc
    .array(pair, { maxLength: 3 })
    .map((all) =>
      all.map(([name, value]) => `${inTarget(name).slice(0, 200)}=${inTarget(value).slice(0, 500)}`).join('&'),
    )
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: fields.length > 0 ? 8 : 2, arbitrary: pairs },
    fc.constantFrom('?', '&&&', '=', '%', 'page=%ff', 'a=b=c', '#'),
  )
}

/** Header values as they may come over a wire: printable ASCII and Latin-1. */
const headerText = fc.oneof(
  hostileText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 300)),
  fc.constantFrom(
    '*',
    '"',
    'W/"',
    '"1-0-pending"',
    'application/problem+json',
    'text/html',
    '1',
    'end',
    '-1',
    'x'.repeat(256),
  ),
)
const headerNames = [
  'accept',
  'idempotency-key',
  'if-none-match',
  'x-request-id',
  'last-event-id',
  'traceparent',
  'origin',
  'x-forwarded-for',
  'user-agent',
  'expect-nothing',
  'x-http-method-override',
]
const headers = fc.dictionary(fc.constantFrom(...headerNames), headerText, { maxKeys: 3 })

const ofOperation = (operation: Operation): Arbitrary<FuzzRequest> =>
  fc
    .record({
      id,
      query: queryFor(operation),
      method: fc.oneof(
        { weight: 15, arbitrary: fc.constant(operation.method) },
        fc.constantFrom('put', 'patch', 'options', 'head', 'trace', 'delete'),
      ),
      headers,
      body: bodyFor(operation),
    })
    .map(({ id: place, query, method, ...rest }) => ({
      operation: operation.id,
      method: method.toUpperCase(),
      target: operation.path.replace('{id}', place) + (query && `?${query}`),
      ...rest,
    }))

/** Requests to every route that there is, and some to none. */
export const requests = (among: readonly Operation[] = operations): Arbitrary<FuzzRequest> =>
  fc.oneof(...among.map(ofOperation))

/** What a caller without a token may send instead of one. */
export const noToken: Arbitrary<string | undefined> = fc.oneof(
  fc.constantFrom(
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer null',
    'Basic YTpi',
    'Bearer a.b.c',
    'bearer  x',
    `Bearer ${'x'.repeat(6_000)}`,
    'Bearer eyJhbGciOiJub25lIn0.e30.',
  ),
  headerText.map((text) => `Bearer ${text}`),
)
