import { Ajv2020 as Ajv, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Static, TSchema } from 'typebox'

/** One instance for every shape. Query strings are the only place where text may stand for a number. */
const options = { allErrors: true, strict: false } as const
const strict = addFormats.default(new Ajv(options))
const coercing = addFormats.default(new Ajv({ ...options, coerceTypes: true, useDefaults: true }))

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly string[] }

const compiled = new WeakMap<Ajv, WeakMap<TSchema, ValidateFunction>>()

const validator = (ajv: Ajv, schema: TSchema): ValidateFunction => {
  const cache = compiled.get(ajv) ?? new WeakMap<TSchema, ValidateFunction>()
  compiled.set(ajv, cache)
  const found = cache.get(schema) ?? ajv.compile(withoutId(schema))
  cache.set(schema, found)
  return found
}

/** The names are for OpenAPI; ajv would refuse the same name from two callers. */
const withoutId = (schema: TSchema): object =>
  JSON.parse(JSON.stringify(schema), (key, value) => (key === '$id' && typeof value === 'string' ? undefined : value))

/** Checks a value that came from outside; the errors are sentences for its sender. */
export const check = <S extends TSchema>(schema: S, value: unknown): Checked<Static<S>> => run(strict, schema, value)

/** The same for query strings and forms, where every value arrives as text. Gives back a converted copy. */
export const checkText = <S extends TSchema>(schema: S, value: Readonly<Record<string, unknown>>): Checked<Static<S>> =>
  run(coercing, schema, withPlainIntegers(schema, value))

/** `0x10`, `1e3` and ` 3 ` are numbers to JavaScript, but a mistake when they come from a person. */
const withPlainIntegers = (schema: TSchema, value: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, { readonly type?: unknown }>> }
  const isMistake = ([key, text]: readonly [string, unknown]): boolean =>
    Object.hasOwn(properties, key) && properties[key]?.type === 'integer' && !/^-?\d+$/.test(String(text))
  return Object.fromEntries(Object.entries(value).map((entry) => (isMistake(entry) ? [entry[0], Number.NaN] : entry)))
}

const run = <S extends TSchema>(ajv: Ajv, schema: S, value: unknown): Checked<Static<S>> => {
  const validate = validator(ajv, schema)
  return validate(value)
    ? { ok: true, value: value as Static<S> }
    : { ok: false, errors: [...new Set(telling(validate.errors ?? []).map(sentence))].slice(0, 20) }
}

/** Of a value that may also be null, ajv adds that null would do and that no branch fits: the real branch says it all. */
const telling = (errors: readonly ErrorObject[]): readonly ErrorObject[] =>
  errors.filter(({ keyword, schemaPath, params }) => {
    const nullBranch = params.type === 'null' && /\/anyOf\/\d+\/type$/.test(schemaPath)
    return keyword !== 'anyOf' && !nullBranch
  })

const sentence = ({ instancePath, keyword, params, message }: ErrorObject): string => {
  const where = instancePath.slice(1).replaceAll('/', '.')
  const field = where === '' ? 'The body' : `'${where}'`
  if (keyword === 'additionalProperties') return `Unknown field '${clip(params.additionalProperty)}'`
  if (keyword === 'required')
    return `Missing required field '${[where, params.missingProperty].filter(Boolean).join('.')}'`
  if (keyword === 'enum') return `${field} must be one of ${params.allowedValues.join(', ')}`
  return `${field} ${message ?? 'is not valid'}`
}

/** Names that a stranger chose are echoed, but never at length. */
const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
