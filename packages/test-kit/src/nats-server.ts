export interface NatsServer {
  readonly url: string
  /** SIGKILL: what a lost machine looks like. */
  kill(): Promise<void>
  /** SIGSTOP: the connection is there, nobody answers. */
  freeze(): void
  thaw(): void
  /** Starts again on the same port with the same store; ends the running one first. */
  restart(): Promise<void>
  /** Starts again on the same port with an empty store. */
  wipe(): Promise<void>
  close(): Promise<void>
}

/** A nats-server with JetStream of one's own, to be mistreated. */
export const natsServer = async (): Promise<NatsServer> => {
  throw new Error('not written yet')
}
