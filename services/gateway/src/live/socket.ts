import type { SocketMessage, SocketRequest } from '@filling/contracts'
import { AppError, type Caller } from '@filling/service-kit'
import type { WebSocket } from 'ws'
import { readFrame } from './frame.ts'
import { outlet } from './outlet.ts'
import { type Pace, paceOf } from './pace.ts'
import type { LiveParts } from './parts.ts'
import { type Subscriptions, subscriptions } from './subscriptions.ts'

/** RFC 6455 §7.4: 4000 and above are ours. */
export const closeCodes = { goingAway: 1001, abuse: 1008, notAuthenticated: 4401 } as const

/** What a client may leave unread of our answers until it is cut off; progress does not count, see `outlet`. */
const unreadBytes = 262_144
/** Guesses at a token before the socket closes. */
const mostRefusals = 5

export interface SocketContext {
  readonly requestId: string
  /** Who opened it with a ticket. */
  readonly token: string | undefined
  /** The socket has said who it is, and does not wait any more. */
  readonly onSignedIn: () => void
}

interface SignedIn {
  readonly caller: Caller
  readonly token: string
}

/** One WebSocket, from its first frame to its last. Frames are handled in their order, one at a time. */
export class Socket {
  readonly #ws: WebSocket
  readonly #parts: LiveParts
  readonly #context: SocketContext
  readonly #pace: () => Pace
  readonly #channels: Subscriptions
  readonly #end = new DisposableStack()
  #signedIn: SignedIn | undefined
  #deadline: NodeJS.Timeout | undefined
  #refusals = 0
  #work: Promise<void> = Promise.resolve()

  constructor(ws: WebSocket, parts: LiveParts, context: SocketContext) {
    this.#ws = ws
    this.#parts = parts
    this.#context = context
    this.#pace = paceOf(parts.nowMs)
    const out = outlet((text, onTaken) => ws.send(text, () => onTaken()), parts.nowMs)
    this.#channels = subscriptions({
      hints: parts.hints,
      pollMs: parts.timings.pollMs,
      ask: (id) => () => parts.askState({ id, token: this.#signedIn?.token ?? '', requestId: context.requestId }),
      tell: (channel, message) => out.offer(`${channel} ${message.type === 'subscribed'}`, JSON.stringify(message)),
      onRefused: () => this.#close('notAuthenticated', 'The access token has ended'),
    })
    this.#end.defer(() => this.#channels.stop())
    this.#end.defer(() => clearTimeout(this.#deadline))
    this.#signInWithin(parts.timings.authMs)
    this.#keepAlive(out.stalledSinceMs)
    ws.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary))
    // A frame that breaks the protocol or is beyond every limit: `ws` closes with the right code by itself.
    ws.on('error', () => undefined)
    ws.once('close', () => this.#end.dispose())
    if (context.token !== undefined) this.#enqueue(() => this.#signIn(context.token ?? ''))
  }

  #receive(data: Buffer, isBinary: boolean): void {
    // Somebody who is being shown out may go on talking.
    if (this.#ws.readyState !== this.#ws.OPEN) return
    const pace = this.#pace()
    if (pace === 'abuse') this.#close('abuse', 'Too many frames')
    if (pace === 'too fast') this.#refuse(new AppError('request.rate_limited', 'Too many frames; slow down'))
    if (pace !== 'ok') return
    const frame = readFrame(data, isBinary)
    if (frame.kind === 'refused') this.#refuse(new AppError(frame.code, frame.detail))
    else this.#enqueue(() => this.#handle(frame.request), channelOf(frame.request))
  }

  #enqueue(work: () => Promise<void>, channel?: string): void {
    this.#work = this.#work
      .then(() => (this.#ws.readyState === this.#ws.OPEN ? work() : undefined))
      .catch((error) => this.#refuse(error, channel))
  }

  async #handle(request: SocketRequest): Promise<void> {
    if (request.type === 'auth') return this.#authenticate(request)
    if (!this.#signedIn) throw new AppError('auth.not_authenticated', 'Say who you are first')
    switch (request.type) {
      case 'ping':
        return this.#say({ type: 'pong' })
      case 'subscribe':
        return this.#channels.add(request.channel, request.after ?? 0)
      case 'unsubscribe':
        this.#channels.remove(request.channel)
        return this.#say({ type: 'unsubscribed', channel: request.channel })
      default:
        return request satisfies never
    }
  }

  async #authenticate(request: Extract<SocketRequest, { type: 'auth' }>): Promise<void> {
    try {
      const { redeemTicket } = this.#parts
      await this.#signIn(request.token ?? (await redeemTicket(request.ticket ?? '', this.#context.requestId)))
    } catch (error) {
      this.#refusals += 1
      if (this.#refusals >= mostRefusals) return this.#close('notAuthenticated', 'Not authenticated')
      throw error
    }
  }

  /** Also again, with a newer token of the same person, to stay longer. */
  async #signIn(token: string): Promise<void> {
    const caller = await this.#parts.verifier.verify(token)
    if (this.#signedIn && this.#signedIn.caller.id !== caller.id)
      throw new AppError('auth.not_authenticated', 'This socket belongs to somebody else')
    if (this.#ws.readyState !== this.#ws.OPEN) return
    if (!this.#signedIn) {
      this.#end.use(this.#parts.seats.take(caller.id))
      this.#context.onSignedIn()
    }
    this.#signedIn = { caller, token }
    this.#signInWithin(caller.expiresAtMs - Date.now())
    this.#say({ type: 'ready', expires_at: new Date(caller.expiresAtMs).toISOString() })
  }

  #signInWithin(ms: number): void {
    clearTimeout(this.#deadline)
    const reason = this.#signedIn ? 'The access token has ended' : 'Nobody said who it is'
    this.#deadline = setTimeout(() => this.#close('notAuthenticated', reason), ms)
  }

  #keepAlive(stalledSinceMs: () => number | undefined): void {
    const { timings, nowMs } = this.#parts
    let alive = true
    this.#ws.on('pong', () => {
      alive = true
    })
    const timer = setInterval(() => {
      const since = stalledSinceMs()
      if (!alive || (since !== undefined && nowMs() - since > timings.stallMs)) return this.#ws.terminate()
      alive = false
      this.#ws.ping()
    }, timings.pingMs)
    this.#end.defer(() => clearInterval(timer))
  }

  #refuse(error: unknown, channel?: string): void {
    const known = error instanceof AppError ? error : new AppError('service.internal', 'Something went wrong')
    this.#say({ type: 'error', code: known.code, detail: known.message, ...(channel === undefined ? {} : { channel }) })
  }

  #say(message: SocketMessage): void {
    if (this.#ws.bufferedAmount > unreadBytes) this.#ws.terminate()
    else this.#ws.send(JSON.stringify(message), () => undefined)
  }

  #close(code: keyof typeof closeCodes, reason: string): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    this.#end.dispose()
    this.#ws.close(closeCodes[code], reason)
    const cut = setTimeout(() => this.#ws.terminate(), this.#parts.timings.goodbyeMs)
    this.#ws.once('close', () => clearTimeout(cut))
  }

  /** Says goodbye, and does not wait long for the answer. */
  leave(): Promise<void> {
    if (this.#ws.readyState === this.#ws.CLOSED) return Promise.resolve()
    const closed = new Promise<void>((resolve) => this.#ws.once('close', () => resolve()))
    this.#close('goingAway', 'This gateway is being stopped; connect again')
    return closed
  }
}

const channelOf = (request: SocketRequest): string | undefined => ('channel' in request ? request.channel : undefined)
