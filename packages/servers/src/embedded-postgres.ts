export interface EmbeddedPostgresOptions {
  /** Kept between starts; created when missing. */
  readonly dataDir: string
  /** Receives the server's log, line by line. */
  readonly onLog?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** A superuser's connection string to the database `filling`, on a free port of 127.0.0.1. */
  readonly url: string
  readonly pid: number
  /** Ends open connections, writes everything down and waits for the exit. */
  close(): Promise<void>
}

/** PostgreSQL 18 from the npm registry as a child process. Works as root too. */
export const embeddedPostgres = async (_options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  throw new Error('not written yet')
}
