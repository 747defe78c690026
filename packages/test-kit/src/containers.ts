import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers'

const postgresImage = process.env.TEST_POSTGRES_IMAGE ?? 'postgres:18-alpine'
const natsImage = process.env.TEST_NATS_IMAGE ?? 'nats:2.12-alpine'

export interface Contained {
  readonly url: string
  close(): Promise<void>
}

/** Undefined where no Docker engine answers or the image is not there: nothing is pulled by surprise. */
export const postgresContainer = async (): Promise<Contained | undefined> => {
  if (!(await engineHas(postgresImage))) return undefined
  const container = await start(
    new GenericContainer(postgresImage)
      .withEnvironment({ POSTGRES_PASSWORD: 'test' })
      .withExposedPorts(5432)
      // The image starts once to initialise and once for good.
      .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2)),
  )
  return contained(container, (address) => `postgres://postgres:test@${address(5432)}/postgres`)
}

export const natsContainer = async (): Promise<Contained | undefined> => {
  if (!(await engineHas(natsImage))) return undefined
  const container = await start(
    new GenericContainer(natsImage)
      .withCommand(['-js'])
      .withExposedPorts(4222)
      .withWaitStrategy(Wait.forLogMessage(/Server is ready/)),
  )
  return contained(container, (address) => `nats://${address(4222)}`)
}

const start = (container: GenericContainer): Promise<StartedTestContainer> => {
  // The clean-up helper of testcontainers is an image of its own that would be pulled.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
  return container.withStartupTimeout(60_000).start()
}

const contained = (container: StartedTestContainer, url: (address: (port: number) => string) => string): Contained => ({
  url: url((port) => `${container.getHost()}:${container.getMappedPort(port)}`),
  close: async () => {
    await container.stop()
  },
})

const answerWithinMs = 1_000

/** Asks the engine itself, with a time limit, because the client library would wait and then pull. */
export const engineHas = async (
  image: string,
  engine = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock',
): Promise<boolean> => {
  try {
    const { protocol, hostname, port, pathname } = new URL(engine)
    const where = protocol === 'unix:' ? { socketPath: pathname } : { host: hostname, port }
    const signal = AbortSignal.timeout(answerWithinMs)
    const asked = request({ ...where, path: `/images/${encodeURIComponent(image)}/json`, signal }).end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    response.resume()
    return response.statusCode === 200
  } catch {
    return false
  }
}
