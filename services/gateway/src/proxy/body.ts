import type { IncomingMessage } from 'node:http'
import { bodyLimitBytes } from '@filling/contracts'
import { AppError } from '@filling/service-kit'
import type { RequestHandler } from 'express'

/** After an answer that did not need the whole body, so long may its sender go on until the connection is cut. */
const lingerMs = 5_000

export const hasBody = (req: IncomingMessage): boolean =>
  req.headers['transfer-encoding'] !== undefined || (req.headers['content-length'] ?? '0') !== '0'

/** Nothing is read of a body that is announced too large. @throws AppError request.too_large */
export const limitBody: RequestHandler = (req, res, next) => {
  if (hasBody(req)) res.once('finish', () => discardRest(req))
  if (Number(req.headers['content-length'] ?? 0) > bodyLimitBytes) throw tooLarge(bodyLimitBytes)
  next()
}

/**
 * The request body, piece by piece and never more than `limitBytes` of it. The piece that would go over the limit is
 * an error instead, which ends the request to the service in the middle: half a body is never acted upon.
 * @throws AppError request.too_large
 */
export async function* streamed(req: IncomingMessage, limitBytes: number): AsyncGenerator<Buffer> {
  let seen = 0
  // The stream belongs to the connection, which must stay open for the answer.
  for await (const piece of req.iterator({ destroyOnReturn: false })) {
    seen += piece.length
    if (seen > limitBytes) throw tooLarge(limitBytes)
    yield piece
  }
}

/** For small bodies that the gateway itself must look into. @throws AppError request.too_large */
export const readWhole = async (req: IncomingMessage, limitBytes: number): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of streamed(req, limitBytes)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/**
 * Takes in what a sender still sends after its answer: closing at once would reset the connection, and the sender
 * would lose the answer that explains why. Not for ever, though.
 */
const discardRest = (req: IncomingMessage): void => {
  if (req.readableEnded || req.destroyed) return
  // What has come but was not read holds up the next request of the connection just as well.
  if (!req.complete) {
    const cut = setTimeout(() => req.socket.destroy(), lingerMs)
    req.once('close', () => clearTimeout(cut))
  }
  // An abandoned iterator may still wait for its piece, and then resuming alone does nothing.
  req.on('data', () => undefined).resume()
}

const tooLarge = (limitBytes: number): AppError =>
  new AppError('request.too_large', `The body is larger than the ${limitBytes.toLocaleString('en')} bytes allowed here`)
