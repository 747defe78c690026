import type { TSchema } from 'typebox'

export type Component = (schema: TSchema) => object

/** Replaces every schema that has a name by a reference, and files it under that name. */
export const componentsInto =
  (schemas: Record<string, object>): Component =>
  (schema) =>
    hoist(schema, schemas)

const hoist = (schema: unknown, schemas: Record<string, object>): object => {
  if (Array.isArray(schema)) return schema.map((item) => (isObject(item) ? hoist(item, schemas) : item))
  const { $id, ...rest } = schema as Record<string, unknown>
  const plain = mapValues(rest, (value) => (isObject(value) ? hoist(value, schemas) : value))
  if (typeof $id !== 'string') return plain
  schemas[$id] = plain
  return { $ref: `#/components/schemas/${$id}` }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

export const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
