import { type Operation, operations } from '@filling/contracts'

/** Where a request leads. `path` is the only form that may be sent on: what was matched is what is forwarded. */
export type Route =
  | { readonly kind: 'operation'; readonly open: boolean; readonly operation: Operation; readonly path: string }
  | { readonly kind: 'wrong-method'; readonly open: boolean; readonly allow: string }
  | { readonly kind: 'nowhere'; readonly open: false }

interface Place {
  readonly pattern: RegExp
  readonly operations: ReadonlyMap<string, Operation>
  readonly open: boolean
  readonly allow: string
  /** Answered by the gateway itself, whose router compares what was sent, undecoded. */
  readonly own: boolean
}

/** RFC 3986 unreserved characters: all that a path of ours consists of. A dot segment is never a parameter. */
const parameter = '(?!\\.{1,2}(?:/|$))[\\w.~-]+'

const placeOf = (path: string, here: readonly Operation[]): Place => {
  const methods = here.map(({ method }) => method.toUpperCase())
  return {
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, parameter)}$`),
    operations: new Map(here.map((operation) => [operation.method.toUpperCase(), operation])),
    open: here.every(({ open }) => open === true),
    allow: methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method)).join(', '),
    own: here.some(({ service }) => service === 'gateway'),
  }
}

/** Places without a parameter come first: `/schedule/validate` is not the schedule called "validate". */
const places = [...Map.groupBy(operations, ({ path }) => path)]
  .sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))
  .map(([path, here]) => placeOf(path, here))

/**
 * Finds the operation behind a request target. The path is compared after RFC 3986 §6.2.2.2 (`%31` is `1`); an encoded
 * slash, a doubled slash or a dot segment is part of no route, so no spelling reaches a route by another decision.
 */
export const findRoute = (method: string, target: string): Route => {
  const queryAt = target.indexOf('?')
  const sent = queryAt < 0 ? target : target.slice(0, queryAt)
  const path = decodeUnreserved(sent)
  const place = places.find(({ pattern }) => pattern.test(path))
  if (!place || (place.own && sent !== path)) return { kind: 'nowhere', open: false }
  const operation = place.operations.get(method === 'HEAD' ? 'GET' : method)
  if (!operation) return { kind: 'wrong-method', open: place.open, allow: place.allow }
  const query = queryAt < 0 ? '' : target.slice(queryAt)
  return { kind: 'operation', open: operation.open === true, operation, path: path + query }
}

const decodeUnreserved = (path: string): string =>
  path.replaceAll(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
    return /[\w.~-]/.test(character) ? character : encoded
  })
