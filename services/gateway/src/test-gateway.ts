import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inProcessBus } from '@filling/messaging'
import { createLogger, readConfig } from '@filling/service-kit'
import { composeGateway, GatewayConfig } from './compose.ts'
import type { LiveGiven } from './live/open-live.ts'
import { jwks, tokenOf } from './test-tokens.ts'

interface Seen {
  readonly method: string
  /** As it came over the wire, not yet decoded. */
  readonly target: string
  readonly headers: readonly string[]
  readonly body: Buffer
}

/** A service that answers as told and remembers every request that reached its end. */
interface TinyService {
  readonly url: string
  readonly seen: Seen[]
  /** Requests whose headers have come. */
  begun: number
  /** Requests that ended before their body did. */
  readonly broken: IncomingMessage[]
  answer: (req: IncomingMessage, res: ServerResponse, body: Buffer) => void
  close(): Promise<void>
}

export const echo: TinyService['answer'] = (req, res, body) => {
  res.setHeader('content-type', 'application/json')
  res.end(JSON.stringify({ method: req.method, target: req.url, length: body.length }))
}

const tinyService = async (): Promise<TinyService> => {
  const server = createServer((req, res) => {
    const pieces: Buffer[] = []
    service.begun += 1
    req.on('data', (piece: Buffer) => pieces.push(piece))
    req.on('error', () => service.broken.push(req))
    req.on('end', () => {
      if (req.url === '/.well-known/jwks.json') return res.end(JSON.stringify(jwks()))
      if (req.url === '/readyz') return res.end('{}')
      const body = Buffer.concat(pieces)
      service.seen.push({ method: req.method ?? '', target: req.url ?? '', headers: req.rawHeaders, body })
      return service.answer(req, res, body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const service: TinyService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    begun: 0,
    broken: [],
    answer: echo,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return service
}

const log = createLogger('gateway', process.env.TEST_LOG_LEVEL ?? 'silent')

/**
 * The gateway in front of tiny services, on free ports. `env` is what an operator would set; without a NATS_URL the bus
 * is in this process.
 */
export const startGateway = async (env: Readonly<Record<string, string>> = {}, given: LiveGiven = {}) => {
  const [auth, scheduler, exporter] = await Promise.all([tinyService(), tinyService(), tinyService()])
  const config = readConfig(GatewayConfig, {
    HOST: '127.0.0.1',
    GATEWAY_PORT: '0',
    LOG_LEVEL: 'silent',
    NATS_URL: 'nats://unused',
    AUTH_URL: auth.url,
    SCHEDULER_URL: scheduler.url,
    EXPORT_URL: exporter.url,
    ...env,
  })
  const gateway = await composeGateway(config, log, {
    ...(env.NATS_URL ? {} : { bus: inProcessBus({ log }) }),
    ...given,
  })
  const services = { auth, scheduler, export: exporter }
  return {
    url: gateway.url,
    port: Number(new URL(gateway.url).port),
    ...services,
    /** Everything that reached any service. */
    seen: () => Object.values(services).flatMap(({ seen }) => seen),
    call: (path: string, init: RequestInit & { readonly user?: number } = {}) => {
      const headers = new Headers(init.headers)
      if (init.user !== undefined) headers.set('authorization', `Bearer ${tokenOf(init.user)}`)
      return fetch(gateway.url + path, { ...init, headers })
    },
    close: async () => {
      await Promise.all([gateway.close(), ...Object.values(services).map((service) => service.close())])
    },
  }
}

export type TestGateway = Awaited<ReturnType<typeof startGateway>>
