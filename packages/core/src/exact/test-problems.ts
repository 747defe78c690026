import fc from 'fast-check'
import { forbidden, type InitialState, type Problem, type Rules } from '../problem.ts'
import { fromHours, type Micros } from '../time.ts'

const hours = (min: number, max: number) =>
  fc.integer({ min: min * 10, max: max * 10 }).map((tenths) => fromHours(tenths / 10))

const twoValueRules = (types: number) =>
  fc.tuple(hours(0, 12), hours(0, 12)).map(([same, diff]) => twoValues(types, same, diff))

const twoValues = (types: number, same: Micros, diff: Micros) => ({
  changeover: Array.from({ length: types }, (_, a) =>
    Array.from({ length: types }, (__, b) => (a === b ? same : diff)),
  ),
  twoValue: { same, diff },
})

const matrixRules = (types: number) =>
  fc
    .array(
      fc.array(fc.oneof({ weight: 9, arbitrary: hours(0, 15) }, { weight: 1, arbitrary: fc.constant(forbidden) }), {
        minLength: types,
        maxLength: types,
      }),
      {
        minLength: types,
        maxLength: types,
      },
    )
    .map((changeover) => ({ changeover }))

type Values = Pick<Rules, 'changeover' | 'twoValue'>

const rulesOf = (values: fc.Arbitrary<Values>): fc.Arbitrary<Rules> =>
  fc
    .record({
      clean: fc.oneof(fc.constant(fromHours(24)), hours(0, 30)),
      window: hours(60, 130),
      values,
      maxLotsPerBlock: fc.oneof(
        { weight: 3, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
      ),
    })
    .map(({ values: chosen, ...rules }) => ({ ...rules, ...chosen, hardTargets: false }))

const initialOf = (types: number): fc.Arbitrary<InitialState | undefined> =>
  fc.option(
    fc
      .record({
        windowUsed: hours(0, 60),
        lastType: fc.option(fc.integer({ min: 0, max: types - 1 }), { nil: undefined }),
      })
      .map(({ windowUsed, lastType }) => ({
        windowUsed,
        ...(lastType !== undefined && { lastType }),
      })),
    { nil: undefined },
  )

const problemOf = (most: number, valuesOf: (types: number) => fc.Arbitrary<Values>): fc.Arbitrary<Problem> =>
  fc.integer({ min: 1, max: 4 }).chain((types) =>
    fc
      .record({
        rules: rulesOf(valuesOf(types)),
        initial: initialOf(types),
        lots: fc.array(fc.record({ type: fc.integer({ min: 0, max: types - 1 }), fill: hours(1, 60) }), {
          minLength: 1,
          maxLength: most,
        }),
      })
      .map(({ rules, initial, lots }) => ({
        lots: lots.map((lot, at) => ({ id: `L${at}`, vials: 1, priority: 1, ...lot })),
        types: Array.from({ length: types }, (_, at) => `T${at}`),
        rules,
        ...(initial && { initial }),
        hasTargets: false,
      })),
  )

/** Problems over the whole configuration space, without targets: lots of at most the shortest window. */
export const anyProblem = (most: number): fc.Arbitrary<Problem> =>
  problemOf(most, (types) => fc.oneof(twoValueRules(types), matrixRules(types)))

/** The usual rule: a changeover inside a type costs no more than one between types. */
export const twoValueProblem = (most: number): fc.Arbitrary<Problem> =>
  problemOf(most, (types) =>
    fc.tuple(hours(0, 12), hours(0, 12)).map(([a, b]) => twoValues(types, Math.min(a, b), Math.max(a, b))),
  )

/** A matrix whose detours never pay, so that the lots of one type stay together in a cheapest block. */
const orderlyRules = (types: number): fc.Arbitrary<Values> =>
  fc
    .record({
      self: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: types, maxLength: types }),
      far: fc.array(fc.array(fc.integer({ min: 60, max: 160 }), { minLength: types, maxLength: types }), {
        minLength: types,
        maxLength: types,
      }),
    })
    .map(({ self, far }) => {
      const near = far.map((row) => [...row])
      for (let c = 0; c < types; c++)
        for (const row of near)
          for (let b = 0; b < types; b++) row[b] = Math.min(row[b] ?? 0, (row[c] ?? 0) + (near[c]?.[b] ?? 0))
      const between = (a: number, b: number): number => (near[a]?.[b] ?? 0) + (self[a] ?? 0) + (self[b] ?? 0)
      return {
        changeover: self.map((own, a) => self.map((_, b) => fromHours(a === b ? own / 5 : between(a, b) / 10))),
      }
    })

export const orderlyProblem = (most: number): fc.Arbitrary<Problem> => problemOf(most, orderlyRules)
