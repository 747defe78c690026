import { setTimeout } from 'node:timers/promises'
import type { Health, Readiness } from '@filling/contracts'
import { Router } from 'express'
import type { Meters } from './instruments/meters.ts'

/** What must answer before this process can do its work, by name. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<boolean> | boolean>>

const checkTimeoutMs = 2_000

/** `/health` is the event loop alone, so that a lost database never restarts a pod; `/readyz` asks the neighbours. */
export const healthRoutes = (checks: ReadinessChecks): Router => {
  const router = Router({ strict: true, caseSensitive: true })
  router.get('/health', (_req, res) => {
    res.json({ status: 'ok' } satisfies Health)
  })
  router.get('/readyz', async (_req, res) => {
    const readiness = await readinessOf(checks)
    res.status(readiness.ready ? 200 : 503).json(readiness)
  })
  return router
}

/** The same answer for whoever watches from afar. */
export const gaugeReadiness = (meters: Meters, checks: ReadinessChecks): void =>
  meters.gauge(
    'filling_ready',
    'Whether what this process needs answers: 1 or 0 for each of its checks',
    ['check'],
    async () => Object.entries((await readinessOf(checks)).checks).map(([check, ok]) => [{ check }, ok ? 1 : 0]),
  )

export const readinessOf = async (checks: ReadinessChecks): Promise<Readiness> => {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await passes(check)] as const),
  )
  return { ready: results.every(([, ok]) => ok), checks: Object.fromEntries(results) }
}

const passes = async (check: ReadinessChecks[string]): Promise<boolean> => {
  const late = new AbortController()
  try {
    return await Promise.race([check(), setTimeout(checkTimeoutMs, false, { signal: late.signal, ref: false })])
  } catch {
    return false
  } finally {
    late.abort()
  }
}
