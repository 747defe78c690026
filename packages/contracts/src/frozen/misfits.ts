import type { Schema } from './schema.ts'

/** Why some value of one schema is not a value of another. */
export type Misfit = { readonly path: string } & (
  | { readonly kind: 'absent'; readonly optional: boolean }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'type' | 'value'; readonly values: readonly string[] }
  | { readonly kind: 'limit'; readonly limit: string }
)

/** Everything that fits `from` must fit `to`; what comes back is what does not. */
export const misfits = (from: Schema, to: Schema, path = ''): readonly Misfit[] => {
  if (from.anyOf) return from.anyOf.flatMap((branch) => misfits(branch, to, path))
  if (to.anyOf) return againstBranches(from, to, path)
  const values = valueMisfits(from, to, path)
  if (values) return values
  const types = typesOf(from).filter((type) => !typesOf(to).some((other) => includes(other, type)))
  if (types.length > 0) return [{ kind: 'type', path, values: types }]
  return [...limitMisfits(from, to, path), ...fieldMisfits(from, to, path), ...itemMisfits(from, to, path)]
}

const anything = ['string', 'number', 'boolean', 'object', 'array', 'null']

const typesOf = (schema: Schema): readonly string[] => {
  const values = valuesOf(schema)
  if (values) return [...new Set(values.map(typeOf))]
  return schema.type === undefined ? anything : [schema.type].flat()
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

const includes = (wide: string, narrow: string): boolean =>
  wide === narrow || (wide === 'number' && narrow === 'integer')

const valuesOf = (schema: Schema): readonly unknown[] | undefined =>
  schema.enum ?? ('const' in schema ? [schema.const] : undefined)

const valueMisfits = (from: Schema, to: Schema, path: string): readonly Misfit[] | undefined => {
  const allowed = valuesOf(to)
  if (!allowed) return undefined
  if (to['x-may-grow']) return []
  const given = valuesOf(from)
  const extra = given ? given.filter((value) => !allowed.includes(value)) : ['anything']
  return extra.length > 0 ? [{ kind: 'value', path, values: extra.map(String) }] : []
}

/** Of a union, the branch counts that was meant: the same type with the same fixed values, then whatever misses least. */
const againstBranches = (from: Schema, to: Schema, path: string): readonly Misfit[] => {
  const branches = to.anyOf ?? []
  const sameType = branches.filter((branch) => typesOf(branch).some((type) => typesOf(from).includes(type)))
  const meant = sameType.filter((branch) => fixed(branch) === fixed(from))
  if (meant.length === 0 && to['x-may-grow']) return []
  const candidates = [meant, sameType, branches].find((some) => some.length > 0) ?? []
  const found = candidates.map((branch) => misfits(from, branch, path)).sort((a, b) => a.length - b.length)
  return found[0] ?? []
}

const fixed = ({ properties = {} }: Schema): string =>
  JSON.stringify(
    Object.entries(properties)
      .filter(([, schema]) => 'const' in schema)
      .map(([name, schema]) => [name, schema.const])
      .sort(),
  )

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']
const exact = ['pattern', 'format', 'multipleOf', 'uniqueItems']

const limitMisfits = (from: Schema, to: Schema, path: string): readonly Misfit[] => {
  const loose = (keyword: string): boolean => {
    const [own, wanted] = [from[keyword], to[keyword]] as [never, never]
    if (wanted === undefined) return false
    if (lower.includes(keyword)) return !(own >= wanted) && !(keyword === 'minimum' && from.exclusiveMinimum === wanted)
    return upper.includes(keyword) ? !(own <= wanted) : own !== wanted
  }
  return [...lower, ...upper, ...exact]
    .filter(loose)
    .map((keyword) => ({ kind: 'limit', path, limit: `${keyword} ${to[keyword]}` }))
}

const inside = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

const fieldMisfits = (from: Schema, to: Schema, path: string): readonly Misfit[] => {
  const own = from.properties ?? {}
  const wanted = to.properties ?? {}
  const absent = (to.required ?? [])
    .filter((name) => !from.required?.includes(name))
    .map((name): Misfit => ({ kind: 'absent', path: inside(path, name), optional: name in own }))
  const others = Object.values(to.patternProperties ?? {})[0]
  const different = Object.entries(own).flatMap(([name, schema]): readonly Misfit[] => {
    const place = wanted[name] ?? others
    if (place) return misfits(schema, place, inside(path, name))
    return to.additionalProperties === false ? [{ kind: 'unknown', path: inside(path, name) }] : []
  })
  return [...absent, ...different, ...openness(from, to, path), ...recordMisfits(from, to, path)]
}

const openness = (from: Schema, to: Schema, path: string): readonly Misfit[] => {
  const open = from.type === 'object' && from.additionalProperties !== false && !from.patternProperties
  return open && to.additionalProperties === false ? [{ kind: 'unknown', path: inside(path, '*') }] : []
}

const recordMisfits = (from: Schema, to: Schema, path: string): readonly Misfit[] => {
  const [own] = Object.values(from.patternProperties ?? {})
  const [wanted] = Object.values(to.patternProperties ?? {})
  return own && wanted ? misfits(own, wanted, inside(path, '*')) : []
}

const itemMisfits = (from: Schema, to: Schema, path: string): readonly Misfit[] =>
  to.items ? misfits(from.items ?? {}, to.items, `${path}[]`) : []
