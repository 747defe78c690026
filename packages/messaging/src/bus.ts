import type { Checked, ConsumerDefinition, StreamDefinition } from '@filling/contracts'
import type { Outcome } from './outcome.ts'

/**
 * What services see of the broker. Work and facts travel by `publish` and `consume`, at least once;
 * hints travel by `notify` and `listen`, at most once. Everything that must not be lost is in the database first.
 */
export interface Bus {
  /** Resolves when the broker has stored the message. Throws {@link BusUnavailable} when nobody answers. */
  publish(message: Message): Promise<void>
  /** Takes work from one durable, one message for each free slot, until it is stopped. */
  consume<T>(options: ConsumeOptions<T>, handler: Handler<T>): Consumption
  /** A hint to whoever listens now; dropped while the broker is away. */
  notify(subject: string, data: unknown): void
  /** Hints on a subject; `*` and `>` work as in NATS. */
  listen(subject: string, onHint: (data: unknown, subject: string) => void): Listening
  /** Creates or extends streams and durables, now and again whenever the broker turns out to have lost them. */
  bootstrap(topology: Topology): Promise<void>
  /** How many messages of a durable wait, how many are being worked on, and how many slots wait for one. */
  backlog(consumer: Pick<ConsumerDefinition, 'stream' | 'durable'>): Promise<Backlog>
  status(): BusStatus
  onStatus(listener: (status: BusStatus) => void): Listening
  /** Stops every consumption, waits for what is under way, flushes, and goes. */
  close(): Promise<void>
}

export type BusStatus = 'connected' | 'disconnected'

export interface Message {
  readonly subject: string
  /** Within the stream's duplicate window the broker keeps one message for each id. */
  readonly id: string
  readonly data: unknown
  /** Request id, traceparent: whatever must outlive the hop. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface Received<T> {
  readonly subject: string
  readonly id: string
  readonly data: T
  readonly headers: Readonly<Record<string, string>>
  /** 1 for the first delivery. */
  readonly delivery: number
}

export interface ConsumeOptions<T> {
  readonly consumer: ConsumerDefinition
  /** Free slots: how many handlers may run at once. */
  readonly concurrency: number
  /** The door: a payload that it refuses never reaches the handler. */
  readonly read: (data: unknown) => Checked<T>
  /** Keeps what is refused for good. While it throws, the message stays with the broker and comes again. */
  readonly onReject?: (rejected: Received<unknown>, why: string) => Promise<void>
}

export interface Delivery {
  /** Tells the broker that the work goes on; due every third of the durable's `ackWaitMs`. */
  working(): void
  /** Aborts when the consumption is being stopped: finish soon, or hand over with `retry`. */
  readonly signal: AbortSignal
}

/** A handler that throws is retried, later each time. */
export type Handler<T> = (message: Received<T>, delivery: Delivery) => Promise<Outcome>

export interface Consumption {
  /** No new work; resolves when the running handlers have ended and the broker knows their outcome. */
  stop(): Promise<void>
}

export interface Listening {
  stop(): void
}

export interface Topology {
  readonly streams: readonly StreamDefinition[]
  readonly consumers: readonly ConsumerDefinition[]
}

export interface Backlog {
  readonly waiting: number
  readonly inFlight: number
  /** Of all consumers of the durable, wherever they are. */
  readonly free: number
}

/** The broker did not take the message, or did not say so in time. Publishing again under the same id is safe. */
export class BusUnavailable extends Error {
  override readonly name = 'BusUnavailable'
}
