/**
 * Every failure a caller may see. Clients and alerts match on the code, never on the text.
 * `retry`: the same request may succeed later without a change.
 */
export const errorCodes = {
  'auth.not_authenticated': { status: 401, retry: false },
  'auth.invalid_credentials': { status: 401, retry: false },
  'auth.refresh_rejected': { status: 401, retry: false },
  'auth.email_taken': { status: 400, retry: false },
  'auth.not_permitted': { status: 403, retry: false },
  'request.malformed': { status: 400, retry: false },
  'request.invalid': { status: 400, retry: false },
  'request.no_such_route': { status: 404, retry: false },
  'request.method_not_allowed': { status: 405, retry: false },
  'request.too_large': { status: 413, retry: false },
  'request.unsupported_media_type': { status: 415, retry: false },
  'request.origin_refused': { status: 403, retry: false },
  'request.upgrade_required': { status: 426, retry: false },
  'request.rate_limited': { status: 429, retry: true },
  'lots.invalid': { status: 400, retry: false },
  'config.invalid': { status: 400, retry: false },
  'schedule.unknown_strategy': { status: 400, retry: false },
  'schedule.impossible': { status: 400, retry: false },
  'schedule.not_found': { status: 404, retry: false },
  'schedule.forbidden': { status: 403, retry: false },
  'schedule.already_ended': { status: 409, retry: false },
  'schedule.not_completed': { status: 400, retry: true },
  'export.unknown_format': { status: 400, retry: false },
  'dead_letter.not_found': { status: 404, retry: false },
  'dead_letter.replayed': { status: 409, retry: false },
  'dead_letter.not_a_job': { status: 409, retry: false },
  'idempotency.key_reused': { status: 422, retry: false },
  'service.unavailable': { status: 503, retry: true },
  'service.timeout': { status: 504, retry: true },
  'service.internal': { status: 500, retry: true },
} as const satisfies Record<string, { status: number; retry: boolean }>

export type ErrorCode = keyof typeof errorCodes

/** Refusals with these statuses are about the moment: they say in `Retry-After` how many seconds to wait. */
export const passingStatuses: readonly number[] = [429, 503]
