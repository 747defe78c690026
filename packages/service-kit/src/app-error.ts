import { type ErrorCode, errorCodes, type InvalidDocument, passingStatuses } from '@filling/contracts'

/** Whoever knows better says so in `headers`. */
const comeBackSoon = { 'Retry-After': '2' }

/** A failure that its caller may see: a stable code and a text that is safe for a stranger; `cause` is for the log. */
export class AppError extends Error {
  override name = 'AppError'
  readonly code: ErrorCode
  readonly detail: string | InvalidDocument
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: ErrorCode,
    detail: string | InvalidDocument,
    options: { readonly cause?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(typeof detail === 'string' ? detail : detail.message, { cause: options.cause })
    this.code = code
    this.detail = detail
    this.headers = { ...(passingStatuses.includes(this.status) ? comeBackSoon : {}), ...options.headers }
  }

  get status(): number {
    return errorCodes[this.code].status
  }
}
