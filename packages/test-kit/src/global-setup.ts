import { startServers } from './start-servers.ts'

/** Tests find their servers in the environment, whoever started them. */
export const setup = async (): Promise<() => Promise<void>> => {
  const { databaseUrl, natsUrl, close } = await startServers()
  Object.assign(process.env, { TEST_DATABASE_URL: databaseUrl, TEST_NATS_URL: natsUrl })
  return close
}
