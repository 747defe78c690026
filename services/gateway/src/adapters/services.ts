import { type ReadinessChecks, type Upstream, upstream } from '@filling/service-kit'
import type { GatewayConfig } from '../config.ts'

export type Services = Readonly<Record<'auth' | 'scheduler' | 'export', Upstream>>

export const openServices = (config: GatewayConfig): Services => ({
  auth: upstream(config.AUTH_URL),
  scheduler: upstream(config.SCHEDULER_URL),
  export: upstream(config.EXPORT_URL),
})

/** A readiness answer stays good for so long, so that strangers who ask for ours do not ask every database. */
const rememberMs = 1_000

/** The gateway can do its work when each service says that it can. */
export const readinessOfServices = (services: Services, now: () => number = Date.now): ReadinessChecks =>
  Object.fromEntries(Object.entries(services).map(([name, pool]) => [name, remembered(() => isReady(pool), now)]))

const isReady = async (pool: Upstream): Promise<boolean> => {
  const { statusCode, body } = await pool.request({ method: 'GET', path: '/readyz', headersTimeout: 2_000 })
  await body.dump()
  return statusCode === 200
}

const remembered = (ask: () => Promise<boolean>, now: () => number) => {
  let answer: Promise<boolean> | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  return (): Promise<boolean> => {
    if (!answer || now() - askedAt > rememberMs) {
      askedAt = now()
      answer = ask()
    }
    return answer
  }
}
