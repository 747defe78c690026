import type { ErrorCode, InvalidDocument } from '@filling/contracts'

/** Why a request is refused. Plain data, because it may have been found in a worker thread. */
export interface Refusal {
  readonly code: ErrorCode
  readonly detail: string | InvalidDocument
}

export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export const read = <T>(value: T): Reading<T> => ({ kind: 'read', value })

export const refuse = (
  code: ErrorCode,
  detail: Refusal['detail'],
): { readonly kind: 'refused'; readonly refusal: Refusal } => ({
  kind: 'refused',
  refusal: { code, detail },
})

/** Reads a JSON body. The syntax error of the engine is not passed on: it quotes the body and changes with Node. */
export const parseJson = (bytes: Uint8Array): Reading<unknown> => {
  try {
    return read(JSON.parse(utf8.decode(bytes)))
  } catch {
    return refuse('request.malformed', 'The body is not valid JSON in UTF-8')
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
