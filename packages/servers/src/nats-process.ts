export interface NatsProcessOptions {
  /** JetStream's files; created when missing. */
  readonly storeDir: string
  /** Default: a free one. */
  readonly port?: number
  /** Receives the server's log, line by line. */
  readonly onLog?: (line: string) => void
}

export interface NatsProcess {
  readonly url: string
  readonly port: number
  readonly pid: number
  close(): Promise<void>
}

/** `nats-server` from the PATH as a child process with JetStream; undefined when there is none. */
export const natsProcess = async (_options: NatsProcessOptions): Promise<NatsProcess | undefined> => {
  throw new Error('not written yet')
}
