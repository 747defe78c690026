import { readFileSync } from 'node:fs'

interface Datasource {
  readonly type: string
  readonly uid: string
}

interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly datasource?: Datasource
  readonly targets?: readonly { readonly expr: string; readonly refId: string; readonly datasource?: Datasource }[]
}

/** What the dashboard shows, in the order of its file. */
export const { panels } = JSON.parse(
  readFileSync(new URL('../../monitoring/dashboard.json', import.meta.url), 'utf8'),
) as { readonly panels: readonly Panel[] }
