import type { ErrorBody, ErrorCode, InvalidDocument, ScheduleDetail } from '@filling/contracts'

/** The API refused. Match on `code`; `message` is for people and names every problem of an invalid document. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  /** Absent when something between us and the API answered, such as a proxy. */
  readonly code: ErrorCode | undefined
  readonly detail: string | InvalidDocument
  /** Quote it when you report a problem. */
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(response: Response, body: Partial<ErrorBody>) {
    const detail = body.detail ?? (response.statusText || `HTTP ${response.status}`)
    super(sentence(detail))
    this.status = response.status
    this.code = body.code
    this.detail = detail
    this.requestId = body.request_id ?? response.headers.get('x-request-id') ?? undefined
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    this.retryAfterSeconds = Number.isFinite(seconds) ? seconds : undefined
  }
}

/** The schedule reached an end without a plan: failed, or cancelled by its owner. */
export class NotPlannedError extends Error {
  override name = 'NotPlannedError'
  readonly schedule: ScheduleDetail

  constructor(schedule: ScheduleDetail) {
    super(schedule.error_message ?? `Schedule ${schedule.id} is ${schedule.status}`)
    this.schedule = schedule
  }
}

const sentence = (detail: string | InvalidDocument): string =>
  typeof detail === 'string' ? detail : [detail.message, ...detail.errors].join('\n  ')

export const apiError = async (response: Response): Promise<ApiError> => {
  const text = await response.text()
  return new ApiError(response, parse(text))
}

const parse = (text: string): Partial<ErrorBody> => {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Partial<ErrorBody>) : {}
  } catch {
    return {}
  }
}
