import type { SchemaNode } from '@filling/test-kit/contract'
import fc, { type Arbitrary } from 'fast-check'

/** What JavaScript, JSON, SQL, CSV, logs and people trip over. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '0',
      '-0',
      'NaN',
      'Infinity',
      '1e309',
      'null',
      'undefined',
      'true',
      '__proto__',
      'constructor',
      'toString',
    ],
    ...[
      '\u0000',
      'a\u0000b',
      '\ud800',
      '\udc00x',
      '\u202e',
      '\ufeff',
      '\r\nX-Evil: 1',
      '=cmd|x',
      "'; drop table x; --",
    ],
    ...[
      '../../etc/passwd',
      '%00',
      '%ff',
      '#{7*7}',
      '{{7*7}}',
      '<script>',
      '９',
      '١',
      'İ',
      'ß'.repeat(300),
      '🧪'.repeat(100),
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer({ min: 100, max: 3_000 }).map((length) => 'x'.repeat(length)),
)

const hostileNumber = fc.constantFrom(-1, 0, -0, 0.1, 1e-320, 1e308, 2 ** 53, 2 ** 63, -(2 ** 31), 1.5, 99_999_999_999)

const deep = fc.integer({ min: 5, max: 2_000 }).map((depth) => {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { x: value }
  return value
})

/** Any JSON at all. */
export const hostile: Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 3, arbitrary: hostileNumber },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null]) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: deep },
)

/** Values that a schema describes. */
export const fitting = (node: SchemaNode): Arbitrary<unknown> => {
  if ('const' in node) return fc.constant(node.const)
  if (node.enum) return fc.constantFrom(...node.enum)
  if (node.anyOf) return fc.oneof(...node.anyOf.map(fitting))
  const drawn = plain(node)
  return node.examples?.length ? fc.oneof(drawn, fc.constantFrom(...node.examples)) : drawn
}

const plain = (node: SchemaNode): Arbitrary<unknown> => {
  switch (node.type) {
    case 'object':
      return object(node)
    case 'array':
      return fc.array(fitting(node.items ?? {}), { maxLength: 4 })
    case 'string':
      return text(node)
    case 'integer':
      return fc.integer({ min: node.minimum ?? 0, max: Math.min(node.maximum ?? 2_000, 2 ** 31) })
    case 'number':
      return fc.double({ min: node.minimum ?? node.exclusiveMinimum ?? 0, max: node.maximum ?? 1e4, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

const text = ({ format, minLength = 0, maxLength = 40 }: SchemaNode): Arbitrary<string> => {
  if (format === 'email') return fc.nat().map((n) => `fuzz-${n}@example.com`)
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) })
}

const object = ({ properties = {}, patternProperties, required = [] }: SchemaNode): Arbitrary<object> => {
  const record = Object.values(patternProperties ?? {})[0]
  if (record) return fc.dictionary(fc.string({ maxLength: 12 }), fitting(record), { maxKeys: 4 })
  const fields = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, fitting(inner)]))
  return fc.record(fields, { requiredKeys: [...required] })
}

/** Almost what a schema describes: one or two places are spoilt. */
export const nearly = (node: SchemaNode): Arbitrary<unknown> =>
  fc
    .tuple(fitting(node), fc.array(fc.tuple(fc.nat(), hostile, fc.nat(3)), { minLength: 1, maxLength: 2 }))
    .map(([value, spoils]) =>
      spoils.reduce<unknown>((spoilt, [place, by, how]) => spoil(spoilt, place, by, how), value),
    )

const spoil = (value: unknown, place: number, by: unknown, how: number): unknown => {
  if (typeof value !== 'object' || value === null) return by
  const keys = Object.keys(value)
  const key = keys[place % Math.max(1, keys.length)]
  if (key === undefined || how === 0)
    return Array.isArray(value) ? [...value, by] : { ...value, [String(by).slice(0, 50)]: by }
  const inner = (value as Readonly<Record<string, unknown>>)[key]
  const copy: Record<string, unknown> & unknown[] = (Array.isArray(value) ? [...value] : { ...value }) as never
  if (how === 1) delete copy[key as never]
  else copy[key as never] = (how === 2 ? by : spoil(inner, Math.floor(place / 7), by, how)) as never
  return copy
}
