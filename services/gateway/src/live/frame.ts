import { check, type ErrorCode, type SocketRequest, socketRequests } from '@filling/contracts'

export type Frame =
  | { readonly kind: 'request'; readonly request: SocketRequest }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string }

/** The longest token fits; whoever sends more gets an error, and a closed socket beyond what `ws` takes in. */
export const frameLimitBytes = 8_192
const names = Object.keys(socketRequests).join(', ')

const refused = (code: ErrorCode, detail: string): Frame => ({ kind: 'refused', code, detail })

/** Reads what a client sent; what cannot be read is answered, not punished. */
export const readFrame = (data: Buffer, isBinary: boolean): Frame => {
  if (isBinary) return refused('request.unsupported_media_type', 'Send text frames')
  if (data.length > frameLimitBytes) return refused('request.too_large', `No more than ${frameLimitBytes} bytes`)
  let value: unknown
  try {
    value = JSON.parse(data.toString())
  } catch {
    return refused('request.malformed', 'The frame is not valid JSON')
  }
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined
  if (typeof type !== 'string' || !Object.hasOwn(socketRequests, type))
    return refused('request.invalid', `'type' must be one of ${names}`)
  const checked = check(socketRequests[type as SocketRequest['type']], value)
  return checked.ok
    ? { kind: 'request', request: checked.value as SocketRequest }
    : refused('request.invalid', checked.errors.join('; '))
}
