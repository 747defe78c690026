import type { TSchema } from 'typebox'
import { describe, expect, it } from 'vitest'
import * as contracts from './index.ts'

type Named = TSchema & { readonly $id: string; readonly examples?: readonly unknown[] }

const isNamed = (value: unknown): value is Named => typeof value === 'object' && value !== null && '$id' in value

const values: readonly unknown[] = Object.values(contracts)
const schemas = values.filter(isNamed)
const events = [
  ...Object.values(contracts.solveRequestedV1),
  contracts.scheduleSubmittedV1,
  contracts.scheduleCompletedV1,
  contracts.scheduleFailedV1,
  contracts.scheduleDeletedV1,
]

describe('examples are true', () => {
  it.each(
    schemas.flatMap((schema) => (schema.examples ?? []).map((example) => ({ name: schema.$id, schema, example }))),
  )('the example of $name fits its schema', ({ schema, example }) =>
    expect(contracts.check(schema, example)).toEqual({ ok: true, value: example }),
  )

  it.each([...events, contracts.progressHint])('the examples of $subject fit its schema', ({ data, examples }) => {
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) expect(contracts.check(data, example).ok).toBe(true)
  })
})

describe('every subject has a home', () => {
  const matches = (pattern: string, subject: string) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`).test(subject)

  it.each(events)('$subject belongs to exactly one stream', ({ subject }) => {
    const homes = contracts.streams.filter((stream) => stream.subjects.some((pattern) => matches(pattern, subject)))
    expect(homes).toHaveLength(1)
  })

  it('every durable filters a subject of its own stream', () => {
    for (const { stream, filterSubject } of contracts.consumers) {
      const home = contracts.streams.find(({ name }) => name === stream)
      expect(home?.subjects.some((pattern) => matches(pattern, filterSubject))).toBe(true)
    }
  })
})
