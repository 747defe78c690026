import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { panels } from './panels.ts'

const run = promisify(execFile)
const cwd = fileURLToPath(new URL('../../monitoring', import.meta.url))
/** @throws with everything that promtool has to say, when it is not content. */
const promtool = async (...args: readonly string[]): Promise<string> => (await run('promtool', args, { cwd })).stdout

interface Tried {
  readonly alertname: string
  readonly exp_alerts: readonly unknown[]
}

const yamlOf = async (name: string): Promise<unknown> => parse(await readFile(join(cwd, name), 'utf8'))

const alerts = async (): Promise<string[]> => {
  const { groups } = (await yamlOf('alerts.yaml')) as { groups: { rules: { alert: string }[] }[] }
  return groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))
}

it('every alert is tried both ways', async () => {
  const { tests } = (await yamlOf('alerts.test.yaml')) as { tests: { alert_rule_test: Tried[] }[] }
  const tried = tests.flatMap((test) => test.alert_rule_test)
  const alertsThat = (fire: boolean) =>
    new Set(tried.filter(({ exp_alerts }) => exp_alerts.length > 0 === fire).map(({ alertname }) => alertname))
  for (const alert of await alerts())
    expect([alert, alertsThat(true).has(alert), alertsThat(false).has(alert)]).toEqual([alert, true, true])
})

const there = await promtool('--version').then(
  () => true,
  () => false,
)
// biome-ignore lint/suspicious/noConsole: whoever reads the run should know what it did not do.
if (!there) console.warn('No promtool on the PATH (Debian: prometheus): rules and queries are compared by name only.')

describe.runIf(there)('as Prometheus reads it', () => {
  it('every alert rule has a meaning', async () => {
    const { length } = await alerts()
    expect(await promtool('check', 'rules', 'alerts.yaml')).toMatch(`SUCCESS: ${length} rules found`)
  })

  it('the example finds the rules', async () => {
    expect(await promtool('check', 'config', 'prometheus.yml')).toMatch('is valid prometheus config')
  })

  it('alerts fire when they should, and stay quiet when they should not', async () => {
    expect(await promtool('test', 'rules', 'alerts.test.yaml')).toMatch('SUCCESS')
  })

  it('every question of the dashboard has a meaning', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'filling-dashboard-'))
    const rules = panels.flatMap(({ targets = [] }) => targets).map(({ expr }, n) => ({ record: `q${n}`, expr }))
    // Grafana fills these in before it asks.
    const asked = rules.map(({ record, expr }) => ({ record, expr: expr.replace(/\$__(rate_interval|range)/g, '5m') }))
    await writeFile(join(folder, 'rules.yaml'), stringify({ groups: [{ name: 'dashboard', rules: asked }] }))
    expect(await promtool('check', 'rules', join(folder, 'rules.yaml'))).toMatch(`${asked.length} rules found`)
    await rm(folder, { recursive: true })
  })
})
