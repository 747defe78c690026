import { check } from '@filling/contracts'
import type { TSchema } from 'typebox'

/** What our schemas are made of, for whoever makes values from them. */
export interface SchemaNode {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly SchemaNode[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>
  readonly required?: readonly string[]
  readonly items?: SchemaNode
  readonly examples?: readonly unknown[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxProperties?: number
}

/**
 * Values that a schema describes: its own examples first, then one with every field and each alternative of each field
 * once, then one with the required fields alone. The same schema always gives the same values.
 */
export const samplesOf = (schema: TSchema): readonly unknown[] => {
  const found = distinct(valuesOf(schema as SchemaNode)).filter((value) => check(schema, value).ok)
  if (found.length === 0) throw new Error(`Give this schema an example: ${JSON.stringify(schema).slice(0, 200)}`)
  return found
}

const distinct = (values: readonly unknown[]): readonly unknown[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
]

const valuesOf = (node: SchemaNode): readonly unknown[] => {
  if ('const' in node) return [node.const]
  if (node.enum) return node.enum
  return [...(node.examples ?? []), ...(node.anyOf?.flatMap(valuesOf) ?? plainValues(node))]
}

const plainValues = (node: SchemaNode): readonly unknown[] => {
  switch (node.type) {
    case 'object':
      return objects(node)
    case 'array':
      return [valuesOf(node.items ?? {}).slice(0, 2), ...(node.minItems ? [] : [[]])]
    case 'string':
      return texts(node)
    case 'integer':
    case 'number':
      return numbers(node)
    case 'boolean':
      return [true, false]
    case 'null':
      return [null]
    default:
      return ['anything']
  }
}

const formats: Readonly<Record<string, string>> = { 'date-time': '2026-03-02T08:00:00.000Z', email: 'a@example.com' }

/** Patterns are met by trying what our patterns are about. */
const texts = ({ format, pattern, minLength = 0 }: SchemaNode): readonly string[] => {
  if (format) return [formats[format] ?? '']
  return pattern ? ['text', '1', 'schedule:1', '1:1'] : ['text'.padEnd(minLength, '-')]
}

const numbers = ({ minimum, exclusiveMinimum, maximum }: SchemaNode): readonly number[] => [
  minimum ?? (exclusiveMinimum === undefined ? 1 : exclusiveMinimum + 1),
  ...(maximum === undefined ? [] : [maximum]),
]

const objects = ({ properties = {}, patternProperties, required = [] }: SchemaNode): readonly object[] => {
  const fields = Object.entries(properties).map(([name, node]) => [name, valuesOf(node)] as const)
  const full = Object.fromEntries(fields.map(([name, values]) => [name, values[0]]))
  const others = fields.flatMap(([name, values]) => values.slice(1).map((value) => ({ ...full, [name]: value })))
  const least = Object.fromEntries(Object.entries(full).filter(([name]) => required.includes(name)))
  const record = Object.values(patternProperties ?? {})[0]
  return [...(record ? [{ key: valuesOf(record)[0] }] : [full]), ...others, least]
}
