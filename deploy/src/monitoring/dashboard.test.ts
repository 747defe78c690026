import { expect, it } from 'vitest'
import { panels } from './panels.ts'

const cells = panels.flatMap(({ title, gridPos: { x, y, w, h } }) =>
  Array.from({ length: w * h }, (_, n) => [title, x + (n % w), y + Math.floor(n / w)] as const),
)

it('no panel of the dashboard lies on another one, or beside the page', () => {
  expect(cells.filter(([, x]) => x > 23)).toEqual([])
  const taken = new Map(cells.map(([title, x, y]) => [`${x},${y}`, title]))
  expect(cells.filter(([title, x, y]) => taken.get(`${x},${y}`) !== title)).toEqual([])
})

it('panels and their questions can be told apart', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  for (const { targets = [] } of panels) expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
})

it('everything is asked of the Prometheus that whoever imports it has chosen', () => {
  const asked = panels.flatMap(({ datasource, targets = [] }) =>
    targets.flatMap((each) => [datasource, each.datasource]),
  )
  expect(asked.length).toBeGreaterThan(70)
  for (const datasource of asked) expect(datasource).toEqual({ type: 'prometheus', uid: `\${datasource}` })
})
