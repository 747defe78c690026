import { type ErrorCode, errorCodes, type InvalidDocument } from '@filling/contracts'

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
    this.headers = options.headers ?? {}
  }

  get status(): number {
    return errorCodes[this.code].status
  }
}
