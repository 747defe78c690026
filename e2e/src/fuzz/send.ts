import { request } from 'node:http'
import { operations } from '@filling/contracts'
import { complaintsAbout, findOperation } from '@filling/test-kit/contract'
import type { FuzzRequest } from './requests.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** An answer that goes on is a stream: its beginning will do. */
const longEnoughMs = 400

/** Sends it as it is: `fetch` would tidy it up first. */
export const send = (
  url: string,
  { method, target, headers, body }: FuzzRequest,
  authorization?: string,
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const bytes = body && Buffer.from(body.bytes, 'latin1')
    const { hostname, port } = new URL(url)
    const all = {
      ...headers,
      ...(authorization === undefined ? {} : { authorization }),
      ...(body?.type === undefined ? {} : { 'content-type': body.type }),
      ...(body?.encoding === undefined ? {} : { 'content-encoding': body.encoding }),
      ...(bytes ? { 'content-length': String(bytes.length) } : {}),
    }
    const sent = request({ hostname, port, method, path: target, headers: all, agent: false }, (res) => {
      let text = ''
      const end = () =>
        resolve({ status: res.statusCode ?? 0, headers: new Headers(res.headers as Record<string, string>), text })
      const late = setTimeout(
        () => {
          sent.destroy()
          end()
        },
        res.headers['content-type']?.startsWith('text/event-stream') ? longEnoughMs : 60_000,
      )
      res.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      res.on('end', () => {
        clearTimeout(late)
        end()
      })
      res.on('error', () => undefined)
    })
    sent.on('error', reject)
    sent.end(bytes)
  })

/** Nothing when the answer is one that the contracts describe and nobody has to get up at night for it. */
export const verdict = ({ method, target, headers }: FuzzRequest, reply: Reply): readonly string[] => {
  if (reply.status >= 500) return [`${reply.status}: ${reply.text.slice(0, 300)}`]
  // Which methods there are (RFC 9110 §9.3.7) is said in a header, and in no body that a contract would describe.
  if (method === 'OPTIONS') return []
  // `*` is met by whatever there is (RFC 9110 §13.1.2), with or without an ETag.
  if (reply.status === 304 && headers['if-none-match'] === '*') return reply.text === '' ? [] : ['304 has a body']
  if (method === 'HEAD') return reply.text === '' ? [] : ['HEAD has a body']
  const pathname = target.split('?')[0] ?? ''
  const operation = findOperation(operations, method, decoded(pathname))
  if (reply.headers.get('content-type')?.startsWith('text/event-stream')) return []
  const complaints = complaintsAbout(reply, operation)
  // An odd spelling of a route may be no route at all.
  const odd = pathname.includes('%') || /\/\.{1,2}(\/|$)/.test(pathname)
  return complaints.length > 0 && odd ? complaintsAbout(reply, undefined) : complaints
}

const decoded = (pathname: string): string =>
  pathname.replaceAll(/%[0-9a-f]{2}/gi, (it) => {
    const letter = String.fromCharCode(Number.parseInt(it.slice(1), 16))
    return /[\w.~-]/.test(letter) ? letter : it
  })

/** The one answer to a stranger. */
export const refusedForWant = ({ method }: FuzzRequest, { status, text }: Reply): readonly string[] => {
  if (status !== 401) return [`${status}: ${text.slice(0, 300)}`]
  return method === 'HEAD' || text.includes('"auth.not_authenticated"') ? [] : [`401, but ${text.slice(0, 300)}`]
}
