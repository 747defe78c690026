export interface Servers {
  readonly databaseUrl: string
  readonly natsUrl: string
  close(): Promise<void>
}

/**
 * The servers that tests share: those of TEST_DATABASE_URL and TEST_NATS_URL, else containers where an engine has
 * the images, else child processes. Throws a sentence that says what to install.
 */
export const startServers = async (): Promise<Servers> => {
  throw new Error('not written yet')
}
