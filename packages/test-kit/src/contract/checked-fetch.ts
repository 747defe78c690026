import { type Operation, operations } from '@filling/contracts'
import { complaintsAbout } from './complaints.ts'
import { checkedEvents } from './event-frames.ts'
import { findOperation } from './find-operation.ts'

/** The real one, also after tests have put a checked one in its place. */
const plainFetch = globalThis.fetch

/**
 * A fetch that lets no answer pass which the contracts do not describe: status, content type, body, documented
 * headers, and for a refusal a code that this operation may give. A stream is checked frame by frame as it is read.
 */
export const checkedFetchOf =
  (served: readonly Operation[]): typeof fetch =>
  async (input, init) => {
    const response = await plainFetch(input, init)
    const { pathname } = new URL(response.url)
    const method = init?.method ?? 'GET'
    const where = `${method} ${pathname}`
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) return checkedEvents(response, where)
    const answer = { status: response.status, headers: response.headers, text: await response.clone().text() }
    const complaints = complaintsAbout(answer, findOperation(served, method, pathname))
    if (complaints.length === 0) return response
    throw new Error(`${where} answered ${response.status}, but ${complaints.join('; ')}`)
  }

/** Through the public door. */
export const checkedFetch = checkedFetchOf(operations)
