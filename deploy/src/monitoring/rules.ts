import { readFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'

const alerts = new URL('../../monitoring/alerts.yaml', import.meta.url)

/** The rules that Prometheus reads from a file, as its operator wants them. */
export const prometheusRule = (): string => {
  const { groups } = parse(readFileSync(alerts, 'utf8')) as { groups: unknown }
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'filling-scheduler' },
    spec: { groups },
  }
  return `# Printed from deploy/monitoring/alerts.yaml by \`pnpm --filter @filling/deploy print\`; a test compares.\n${stringify(rule, { lineWidth: 0 })}`
}
