import { checkOpen, ErrorBody } from '@filling/contracts'
import { AppError, type Upstream, upstreamError } from '@filling/service-kit'

/** The scheduler decides who may see a schedule: it is asked with the caller's own token. */
export interface SchedulerApi {
  /** The text of `GET /api/v1/schedule/{id}`, as it arrives. @throws AppError what the scheduler said, or its silence */
  read(id: number, headers: Readonly<Record<string, string>>): Promise<AsyncIterable<Uint8Array>>
  answers(): Promise<boolean>
}

export const schedulerApi = (scheduler: Upstream): SchedulerApi => ({
  async read(id, headers) {
    const { statusCode, body } = await scheduler
      .request({
        method: 'GET',
        path: `/api/v1/schedule/${id}`,
        headers: { ...headers, accept: 'application/json' },
      })
      .catch((cause) => {
        throw upstreamError(cause)
      })
    if (statusCode === 200) return body
    throw refusal(statusCode, await body.json().catch(() => undefined))
  },
  async answers() {
    const { statusCode, body } = await scheduler.request({ method: 'GET', path: '/health' })
    await body.dump()
    return statusCode === 200
  },
})

/** What the scheduler refuses, the caller reads in the scheduler's words; what is no refusal is ours to explain. */
const refusal = (status: number, said: unknown): AppError => {
  const error = checkOpen(ErrorBody, said)
  if (error.ok && (status < 500 || error.value.code !== 'service.internal')) {
    return new AppError(error.value.code, error.value.detail)
  }
  return upstreamError(new Error(`The scheduler answered ${status}: ${JSON.stringify(said)?.slice(0, 500)}`))
}
