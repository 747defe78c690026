import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseConfig } from '../intake/config.ts'
import { parseLots } from '../intake/lots.ts'
import { buildProblem } from './problem.ts'

const name = fc.constantFrom('A', 'B', 'C', 'D', 'E')

const asked = fc.record({
  filled: fc.array(name, { minLength: 1, maxLength: 8 }),
  carried: fc.option(name),
  matrix: fc.dictionary(name, fc.dictionary(name, fc.nat(9))),
})

type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

const warningsOf = ({ filled, carried, matrix }: Asked): readonly string[] => {
  const state = carried === null ? {} : { initial_state: { window_used_hours: 5, last_lot_type: carried } }
  const config = parseConfig({ changeover_matrix: matrix, ...state }).value!
  const lots = filled.map((lot_type, at) => ({ lot_id: `L${at}`, lot_type, vials: 1, fill_hours: 1 }))
  return buildProblem(parseLots(lots, config).value!, config, 0).warnings
}

/** Every pair that two fills can make, or the line's state and a fill. */
const pairsOf = ({ filled, carried }: Asked): Set<string> => {
  const befores = carried === null ? filled : [...filled, carried]
  const pairs = befores.flatMap((from, a) => filled.flatMap((to, b) => (a === b ? [] : `${from} → ${to}`)))
  return new Set(pairs)
}

it('pairs that the matrix leaves open are counted, and ten of them named', () => {
  fc.assert(
    fc.property(asked, (job) => {
      const open = [...pairsOf(job)].filter((pair) => {
        const [from = '', to = ''] = pair.split(' → ')
        return job.matrix[from]?.[to] === undefined
      })
      const [, listed = '', more = '0'] =
        /no entry for (.*?)(?: … and (\d+) more)?; defaults/.exec(warningsOf(job).join('\n')) ?? []
      const named = listed === '' ? [] : listed.split(', ')
      expect(named.length).toBe(Math.min(10, open.length))
      expect(open).toEqual(expect.arrayContaining(named))
      expect(Number(more)).toBe(open.length - named.length)
    }),
    { numRuns: 500 },
  )
})
