import { Agent, request } from 'node:http'

export interface Answer {
  readonly status: number | undefined
  readonly text: string
}

/** Sends one request; undefined when there was no answer. */
export type Send = (method: 'GET' | 'POST', path: string, body?: string) => Promise<Answer | undefined>

interface Sender {
  readonly url: string
  readonly token: string
  readonly connections: number
}

/** As little as a request can be: on a small machine whoever asks takes the time of whoever answers. */
export const sender = ({ url, token, connections }: Sender): Send => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const authorization = `Bearer ${token}`
  return (method, path, body = '') =>
    new Promise((resolve) => {
      const described = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const headers = body === '' ? { authorization } : { authorization, ...described }
      const sent = request(url + path, { method, agent, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (piece) => {
          text += piece
        })
        response.once('end', () => resolve({ status: response.statusCode, text }))
      })
      sent.once('error', () => resolve(undefined)).end(body)
    })
}
