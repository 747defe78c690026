import { connect } from 'node:net'

/** Says exactly these bytes to a server and gives back everything it answers, because clients correct what they send. */
export const say = (port: number, text: string, { withinMs = 5_000 } = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    let heard = ''
    const late = setTimeout(() => socket.destroy(), withinMs)
    socket.setEncoding('latin1').on('data', (piece) => {
      heard += piece
    })
    socket.on('error', reject).on('close', () => {
      clearTimeout(late)
      resolve(heard)
    })
  })

/** One request that asks for the connection to be closed after its answer. */
export const rawRequest = (line: string, headers: readonly string[] = [], body = ''): string =>
  [`${line} HTTP/1.1`, 'Host: gateway', 'Connection: close', ...headers, '', body].join('\r\n')

export const statusOf = (answer: string): number => Number(answer.split(' ')[1])
