import { AppError } from '@filling/service-kit'
import { Piscina } from 'piscina'
import type { Reading } from '../intake/reading.ts'
import { type Answers, type Request, readRequest } from '../intake/requests.ts'

export interface RequestReader {
  /** @throws AppError with every problem of the request, or service.unavailable while too many large ones wait */
  read<K extends Request['kind']>(request: Extract<Request, { kind: K }>): Promise<Answers[K]>
  close(): Promise<void>
}

/** What is read in 5 ms here (measured: 20 ms per 100 kB of CSV, 5 ms of JSON); more would make others wait. */
const inlineBytes = { json: 100_000, validate: 100_000, csv: 25_000, kept: 25_000 } as const

interface Limits {
  /** Large requests that may wait for the thread. */
  readonly maxWaiting?: number
}

/** Reads small requests where they are and big ones in a worker thread, which starts when it is first needed. */
export const requestReader = ({ maxWaiting = 64 }: Limits = {}): RequestReader => {
  const threads = new Piscina({
    filename: new URL('../intake/requests.ts', import.meta.url).href,
    name: readRequest.name,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 60_000,
    // No heap limit: JSON.parse that meets one ends the process and not just the thread. The size of a body bounds it.
  })
  const readElsewhere = async (request: Request): Promise<Reading<Answers[Request['kind']]>> => {
    if (threads.queueSize >= maxWaiting) throw busy()
    return threads.run(request)
  }
  return {
    async read(request) {
      const inline = sizeOf(request) <= inlineBytes[request.kind]
      const reading = inline ? readRequest(request) : await readElsewhere(request)
      return unwrap(reading as Reading<Answers[typeof request.kind]>)
    },
    close: () => threads.destroy(),
  }
}

const busy = (): AppError =>
  new AppError('service.unavailable', 'Too many large requests are being read; try again soon')

const sizeOf = (request: Request): number => {
  if (request.kind === 'kept') return request.job.lots.length
  return (request.kind === 'csv' ? request.form.file : request.body).byteLength
}

const unwrap = <T>(reading: Reading<T>): T => {
  if (reading.kind === 'read') return reading.value
  throw new AppError(reading.refusal.code, reading.refusal.detail)
}
