import { type Misfit, misfits } from './misfits.ts'
import { fieldsOf, type Schema } from './schema.ts'

/** Sentences about one shape that changed between a release and today, each with who suffers. */
export type Complaints = readonly string[]

const field = (path: string): string => (path === '' ? 'the body' : `the field ${path}`)
const list = (values: readonly string[]): string => values.join(' or ')

/** Others write it and we read it: whatever they wrote for the release must still be taken. */
export const readBreaks = (released: Schema, today: Schema, who: string): Complaints =>
  said(misfits(released, today), readWords, who)

/** Strangers write it: what is taken and silently ignored is as bad as what is refused. */
export const requestBreaks = (released: Schema, today: Schema, who: string): Complaints => {
  const found = misfits(released, today)
  const ignored = goneFields(released, today, found)
  return [...said(found, readWords, who), ...ignored.map((path) => `${field(path)} is no longer read; ${who} have it`)]
}

/** We write it and others read it: they must find all that the release promised. What they do not know they skip. */
export const writtenBreaks = (released: Schema, today: Schema, who: string): Complaints => {
  const found = misfits(today, released).filter(({ kind }) => kind !== 'unknown')
  const gone = goneFields(released, today, found)
  return [...said(found, writtenWords, who), ...gone.map((path) => `${field(path)} was removed; ${who} read it`)]
}

/** The outermost fields that are there no more and were not complained about. */
const goneFields = (released: Schema, today: Schema, found: readonly Misfit[]): readonly string[] => {
  const left = fieldsOf(today)
  const told = found.map(({ path }) => path)
  const isTold = (path: string): boolean => told.includes(path.replaceAll(/<[^>]*>\.?/g, ''))
  const gone = fieldsOf(released).filter((path) => !left.includes(path))
  const inner = (path: string): boolean => gone.some((other) => path.startsWith(`${other}.`))
  return [...new Set(gone.filter((path) => !isTold(path) && !inner(path)))]
}

type Words = (misfit: Misfit, who: string) => string

const said = (found: readonly Misfit[], words: Words, who: string): Complaints => [
  ...new Set(found.map((misfit) => words(misfit, who))),
]

const readWords: Words = (misfit, who) => {
  const it = field(misfit.path)
  switch (misfit.kind) {
    case 'absent':
      return misfit.optional
        ? `${it} is required now; ${who} may leave it out`
        : `the new ${it.slice('the '.length)} is required; ${who} do not have it`
    case 'unknown':
      return `${it} is no longer accepted; ${who} have it`
    case 'type':
      return `${it} may no longer be ${list(misfit.values)}; ${who} send that`
    case 'value':
      return `${it} may no longer say ${list(misfit.values)}; ${who} say it`
    case 'limit':
      return `${it} is now held to ${misfit.limit}; ${who} were not told`
    default:
      return misfit satisfies never
  }
}

const writtenWords: Words = (misfit, who) => {
  const it = field(misfit.path)
  switch (misfit.kind) {
    case 'absent':
      return misfit.optional
        ? `${it} may now be missing; ${who} count on it`
        : `the required ${it.slice('the '.length)} was removed; ${who} read it`
    case 'unknown':
      return `${it} is new; ${who} do not know it`
    case 'type':
      return `${it} may now be ${list(misfit.values)}; ${who} do not expect that`
    case 'value':
      return `${it} may now say ${list(misfit.values)}; ${who} do not know it`
    case 'limit':
      return `${it} is no longer held to ${misfit.limit}; ${who} count on it`
    default:
      return misfit satisfies never
  }
}
