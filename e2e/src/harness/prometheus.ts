import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventually, freePort } from '@filling/test-kit'
import { stringify } from 'yaml'
import { read } from './exposition.ts'

const alerts = fileURLToPath(new URL('../../../deploy/monitoring/alerts.yaml', import.meta.url))

export interface Prometheus {
  /** How many series the answer has. @throws what Prometheus says about a query that it does not understand. */
  count(query: string): Promise<number>
  /** `ok` for each alert that it could work out. */
  healthOfAlerts(): Promise<readonly (readonly [alert: string, health: string])[]>
  close(): Promise<void>
}

/** Whether this machine has one (Debian: prometheus). */
export const prometheusIsThere = (): Promise<boolean> =>
  new Promise((resolve) => execFile('prometheus', ['--version'], (error) => resolve(!error)))

/** A real one that has asked each of the addresses at least twice, under the names that the alerts rely on. */
export const startPrometheus = async (scraped: readonly string[]): Promise<Prometheus> => {
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'filling-prometheus-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const scrape_configs = scraped.map((url, n) => ({
    job_name: `filling-${n}`,
    static_configs: [{ targets: [new URL(url).host] }],
  }))
  const global = { scrape_interval: '1s', evaluation_interval: '1s' }
  await writeFile(join(folder, 'prometheus.yml'), stringify({ global, rule_files: [alerts], scrape_configs }))
  const address = `127.0.0.1:${await freePort()}`
  const flags = [`--storage.tsdb.path=${folder}/data`, `--web.listen-address=${address}`, '--log.level=error']
  const server = spawn('prometheus', [`--config.file=${folder}/prometheus.yml`, ...flags], { stdio: 'ignore' })
  const exited = once(server, 'exit')
  parts.defer(async () => {
    server.kill()
    await exited
  })

  const ask = async <Data>(path: string): Promise<Data> => {
    const { body } = await read(`http://${address}/api/v1/${path}`)
    const { data, error } = JSON.parse(body) as { data: Data; error?: string }
    if (error) throw new Error(error)
    return data
  }
  const count = async (query: string): Promise<number> =>
    (await ask<{ result: unknown[] }>(`query?query=${encodeURIComponent(query)}`)).result.length
  await eventually(async () => (await count('count_over_time(up[1m]) > 1 and up == 1')) === scraped.length)
  const whole = parts.move()
  return {
    count,
    healthOfAlerts: async () => {
      const { groups } = await ask<{ groups: { rules: { name: string; health: string }[] }[] }>('rules')
      return groups.flatMap(({ rules }) => rules.map(({ name, health }) => [name, health] as const))
    },
    close: () => whole.disposeAsync(),
  }
}
