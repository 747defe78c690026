import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError, requestId, type Upgrades } from '@filling/service-kit'
import type { Express, Request, RequestHandler, Response } from 'express'
import { WebSocketServer } from 'ws'
import { routeOf } from '../access/admit.ts'
import { frameLimitBytes } from './frame.ts'
import type { LiveParts } from './parts.ts'
import { Socket } from './socket.ts'

export interface SocketDoor {
  readonly handler: RequestHandler
  upgradesOf(app: Express): Upgrades
  /** Closes all sockets with 1001. */
  close(): Promise<void>
}

interface Knock {
  readonly socket: Duplex
  readonly head: Buffer
}

/** Sockets that have not said who they are: there is room for a crowd, not for a flood. */
const mostStrangers = 256

/**
 * `GET /api/v1/ws`. An upgrade goes through the same middleware as every other request, so that request id, limits and
 * refusals are the same; only then the connection changes its protocol.
 */
export const socketDoor = (parts: LiveParts & { readonly origins: readonly string[] }): SocketDoor => {
  const knocks = new WeakMap<IncomingMessage, Knock>()
  const sockets = new Set<Socket>()
  const server = new WebSocketServer({ noServer: true, maxPayload: 8 * frameLimitBytes, perMessageDeflate: false })
  // Else `ws` would write an answer of its own, past everything that counts and shapes ours.
  server.on('wsClientError', ({ message }) => {
    throw new AppError('request.malformed', message, { headers: { 'Sec-WebSocket-Version': '13' } })
  })
  let strangers = 0
  let closing = false

  const welcome = (req: Request, res: Response, { socket, head }: Knock, token: string | undefined): void => {
    server.handleUpgrade(req, socket, head, (ws) => {
      endAnswer(res, socket)
      strangers += 1
      let stranger = true
      const onSignedIn = (): void => {
        if (stranger) strangers -= 1
        stranger = false
      }
      const opened = new Socket(ws, parts, { requestId: requestId(res), token, onSignedIn })
      sockets.add(opened)
      ws.once('close', () => {
        onSignedIn()
        sockets.delete(opened)
      })
    })
  }
  const handler: RequestHandler = async (req, res, next) => {
    if (routeOf(res).operation.id !== 'openSocket') return next()
    const knock = knocks.get(req)
    if (!knock || req.method !== 'GET')
      throw new AppError('request.upgrade_required', 'Open a WebSocket here', { headers: { Upgrade: 'websocket' } })
    refuseOrigin(req, parts.origins)
    const ticket = ticketIn(req)
    if (closing || strangers >= mostStrangers)
      throw new AppError('service.unavailable', 'Try again', { headers: { 'Retry-After': '1' } })
    const token = ticket === undefined ? undefined : await parts.redeemTicket(ticket, requestId(res))
    if (!knock.socket.destroyed) welcome(req, res, knock, token)
  }
  return {
    handler,
    upgradesOf: (app) => ({ wants, take: takeInto(app, knocks) }),
    async close() {
      closing = true
      await Promise.all([...sockets].map((socket) => socket.leave()))
    },
  }
}

/** Whoever counts and traces requests hears that this one is over; what goes on is a conversation. */
const endAnswer = (res: Response, socket: Duplex): void => {
  res.detachSocket(socket as never)
  res.statusCode = 101
  res.emit('close')
}

/** Any other upgrade, such as h2c, is an offer that may be left alone. */
const wants = ({ url, method, headers }: IncomingMessage): boolean =>
  method === 'GET' && url?.split('?')[0] === '/api/v1/ws' && headers.upgrade?.toLowerCase() === 'websocket'

/** Node has let go of the connection, so an answer that is no upgrade has to end it. */
const takeInto =
  (app: Express, knocks: WeakMap<IncomingMessage, Knock>): Upgrades['take'] =>
  (req, socket, head) => {
    socket.on('error', () => socket.destroy())
    const res = new ServerResponse(req)
    res.shouldKeepAlive = false
    res.assignSocket(socket as never)
    res.once('finish', () => socket.end())
    knocks.set(req, { socket, head })
    app(req, res)
  }

/** A page of another site could open a socket with nothing but a stolen ticket; a program sends no origin. */
const refuseOrigin = (req: Request, origins: readonly string[]): void => {
  const origin = req.get('origin')
  if (origin === undefined || origins.includes(origin) || hostOf(origin) === req.get('host')) return
  throw new AppError('request.origin_refused', 'Pages of this origin may not connect')
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)

/** Addresses end up in logs, so nothing that works twice may be part of one. */
const ticketIn = (req: Request): string | undefined => {
  const { ticket, ...others } = req.query
  if (Object.keys(others).length > 0 || (ticket !== undefined && typeof ticket !== 'string'))
    throw new AppError('request.malformed', 'Nothing but a ticket may be part of the address')
  return ticket
}
