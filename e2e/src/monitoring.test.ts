import { expect, it } from 'vitest'
import { readAlerts, readPages, readPanels } from './harness/monitoring.ts'

const alerts = await readAlerts()

it('every alert has its page in the runbook, and every page its alert', async () => {
  expect((await readPages()).sort()).toEqual(alerts.map(({ alert }) => alert).sort())
})

it.each(alerts.map((rule) => [rule.alert, rule] as const))(
  '%s says how bad it is, what it is, and where to read on',
  (name, rule) => {
    expect(['critical', 'warning']).toContain(rule.labels.severity)
    expect(rule.annotations.summary?.length).toBeGreaterThan(20)
    expect(rule.annotations.runbook_url).toBe(`docs/runbook/${name}.md`)
  },
)

it('the dashboard has its rows, and no panel without a question', async () => {
  const panels = await readPanels()
  const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title)
  expect(rows).toEqual(['The door', 'The queue', 'The solvers', "The plans' quality", 'The servers'])
  for (const { type, title, targets = [] } of panels) {
    expect([title, type === 'row' || targets.length > 0]).toEqual([title, true])
  }
})
