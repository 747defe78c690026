/** The part of JSON Schema that the contracts are written in. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  /** Readers were told that values or branches may be added. */
  readonly 'x-may-grow'?: boolean
  readonly [keyword: string]: unknown
}

const texts = new Set(['$id', 'title', 'description', 'examples', 'default', 'contentMediaType'])
const mapped = new Set(['properties', 'patternProperties'])

/** Without what only people read, so that better words are no change of a contract. */
export const bare = (schema: unknown): Schema =>
  Object.fromEntries(
    Object.entries(schema as object)
      .filter(([keyword]) => !texts.has(keyword))
      .map(([keyword, value]) => [keyword, bareValue(keyword, value)]),
  )

const bareValue = (keyword: string, value: unknown): unknown => {
  if (mapped.has(keyword))
    return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, bare(inner)]))
  if (keyword === 'anyOf') return (value as unknown[]).map(bare)
  return keyword === 'items' || (keyword === 'additionalProperties' && typeof value === 'object') ? bare(value) : value
}

/** Every field that a value may have, as `progress.sequence`, `blocks[].lots` or, in one of several kinds, `<error>.code`. */
export const fieldsOf = (schema: Schema, path = ''): readonly string[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const here = path === '' ? name : `${path}.${name}`
    return [here, ...fieldsOf(inner, here)]
  }),
  ...(schema.items ? fieldsOf(schema.items, `${path}[]`) : []),
  ...(schema.anyOf ?? []).flatMap((branch) => fieldsOf(branch, `${path}${kindOf(branch)}`)),
]

const kindOf = ({ properties = {} }: Schema): string => {
  const fixed = Object.values(properties).filter((schema) => 'const' in schema)
  return fixed.length > 0 ? `<${fixed.map((schema) => schema.const).join(' ')}>` : ''
}
