export interface FreshDatabase {
  readonly url: string
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>
}

/** An empty database for one test file, on the server of `TEST_DATABASE_URL`. */
export const freshDatabase = async (): Promise<FreshDatabase> => {
  throw new Error('not written yet')
}
