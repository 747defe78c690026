import { readdir, readFile } from 'node:fs/promises'
import { parse } from 'yaml'

const root = new URL('../../../', import.meta.url)

export interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export const readAlerts = async (): Promise<readonly Alert[]> => {
  const file = await readFile(new URL('deploy/monitoring/alerts.yaml', root), 'utf8')
  return (parse(file) as { groups: { rules: Alert[] }[] }).groups.flatMap(({ rules }) => rules)
}

/** Names of the runbook's pages, without `.md`. */
export const readPages = async (): Promise<string[]> =>
  (await readdir(new URL('docs/runbook', root))).map((file) => file.replace(/\.md$/, ''))

export interface Panel {
  readonly title: string
  readonly type: string
  readonly targets?: readonly { readonly expr: string }[]
}

export const readPanels = async (): Promise<readonly Panel[]> => {
  const file = await readFile(new URL('deploy/monitoring/dashboard.json', root), 'utf8')
  return (JSON.parse(file) as { panels: Panel[] }).panels
}

export interface Wanted {
  readonly metric: string
  /** Those that it is filtered by. */
  readonly labels: readonly string[]
}

/** The metrics that an expression reads. `up` is Prometheus' own. */
export const wantedBy = (expr: string): Wanted[] =>
  [...expr.matchAll(/\b((?:filling|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', filters = '']) => ({
    metric: name,
    labels: [...filters.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  }))
