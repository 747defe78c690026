import { checkOpen, ErrorBody, RedeemedTicket, ScheduleState } from '@filling/contracts'
import { AppError, type Upstream, upstreamError, withTrace } from '@filling/service-kit'
import type { Static, TSchema } from 'typebox'

interface Question {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Nobody waits for long: the next look is a moment away. */
const patienceMs = 5_000

const ask = async <S extends TSchema>(service: Upstream, question: Question, schema: S): Promise<Static<S>> => {
  const { statusCode, body } = await service
    .request({
      ...question,
      headers: withTrace({ ...question.headers }),
      headersTimeout: patienceMs,
      bodyTimeout: patienceMs,
    })
    .then(async (response) => ({ statusCode: response.statusCode, body: await response.body.json() }))
    .catch((error) => Promise.reject(upstreamError(error)))
  if (statusCode >= 300) throw refusalIn(body)
  const checked = checkOpen(schema, body)
  if (!checked.ok) throw upstreamError(new Error(`${question.path}: ${checked.errors.join('; ')}`))
  return checked.value
}

/** The neighbour's own words, so that a stream is refused as the plain route would be. */
const refusalIn = (body: unknown): AppError => {
  const checked = checkOpen(ErrorBody, body)
  return checked.ok ? new AppError(checked.value.code, checked.value.detail) : upstreamError(body)
}

export type AskState = (wanted: {
  readonly id: string
  readonly token: string
  readonly requestId: string
}) => Promise<ScheduleState>

/** Asks with the caller's own token: whose schedule it is, is decided in one place. @throws AppError as the scheduler's */
export const askState =
  (scheduler: Upstream): AskState =>
  ({ id, token, requestId }) => {
    const headers = { authorization: `Bearer ${token}`, 'x-request-id': requestId }
    return ask(scheduler, { method: 'GET', path: `/api/v1/schedule/${id}/state`, headers }, ScheduleState)
  }

export type RedeemTicket = (ticket: string, requestId: string) => Promise<string>

/** The token that a one-time ticket stands for. @throws AppError auth.not_authenticated */
export const redeemTicket =
  (auth: Upstream): RedeemTicket =>
  async (ticket, requestId) => {
    const headers = { 'content-type': 'application/json', 'x-request-id': requestId }
    const body = JSON.stringify({ ticket })
    return (await ask(auth, { method: 'POST', path: '/internal/ws/redeem', headers, body }, RedeemedTicket))
      .access_token
  }
