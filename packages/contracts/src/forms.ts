import type { Static, TSchema } from 'typebox'
import { type Checked, check } from './validate.ts'

type Node = Readonly<Record<string, unknown>>

const cached = (change: (node: Node) => Node) => {
  const known = new WeakMap<TSchema, TSchema>()
  return (schema: TSchema): TSchema => {
    const form = known.get(schema) ?? (everywhere(schema, change) as TSchema)
    known.set(schema, form)
    return form
  }
}

const everywhere = (value: unknown, change: (node: Node) => Node): unknown => {
  if (Array.isArray(value)) return value.map((item) => everywhere(item, change))
  if (typeof value !== 'object' || value === null) return value
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, everywhere(inner, change)])))
}

const isClosed = ({ additionalProperties }: Node): boolean => additionalProperties === false

/** What a reader holds a neighbour to: the same shape, and a field that it does not know is no mistake. */
const openForm = cached((node) => {
  if (!isClosed(node)) return node
  const { additionalProperties: _, ...open } = node
  return open
})

/** What a writer is held to: nothing that is not described, except where openness is said in so many words. */
const closedForm = cached((node) =>
  node.type === 'object' && node.properties !== undefined && node.additionalProperties === undefined
    ? { ...node, additionalProperties: false }
    : node,
)

/** For whatever a neighbour wrote: it may be newer than we are, and say more. */
export const checkOpen = <S extends TSchema>(schema: S, value: unknown): Checked<Static<S>> =>
  check(openForm(schema), value) as Checked<Static<S>>

/** For whatever we write ourselves. */
export const checkClosed = <S extends TSchema>(schema: S, value: unknown): Checked<Static<S>> =>
  check(closedForm(schema), value) as Checked<Static<S>>
