import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { families } from './families.ts'
import { isFamily, kindOf, kindsIn, nameOf } from './like.ts'

test('an instance is known by its name: its family, how its lots are drawn, and the slack of its targets', () => {
  expect(kindOf('tights3_n0015_t02_s1058.json')).toEqual({ family: 'tights3', lots: 15, types: 2, slack: 96 })
  expect(kindOf('matrix_n0030_t08_bimodal_s1079.json')).toMatchObject({ family: 'matrixbimodal', lots: 30, types: 8 })
  expect(kindOf('matrixv_n0060_t04_small_s1088.json')).toMatchObject({ family: 'matrixv', lots: 60, types: 4 })
  expect(kindOf('due_n0200_t08_medium_k144_s1096.json')).toMatchObject({ family: 'due', lots: 200, slack: 144 })
})

test('the name of what was made tells its kind again, so that slacks do not overwrite each other', () => {
  for (const family of Object.keys(families).filter(isFamily)) {
    const kind = { family, lots: 20, types: 5, slack: family === 'due' ? 48 : 96 }
    expect(kindOf(`${nameOf(kind, 7)}.json`)).toEqual(kind)
  }
})

test('every instance of the repository but the two examples has others like it', () => {
  expect(kindsIn(resolve(import.meta.dirname, '../../instances'))).toHaveLength(32)
})

test.each(['best_known.csv', 'peer_lots15.json', 'toString_n0001_t01_s1.json', 'unheard_n0001_t01_s1.json'])(
  '%s is of no family',
  (file) => expect(kindOf(file)).toBeUndefined(),
)
