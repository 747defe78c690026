import { randomUUID } from 'node:crypto'
import { eventually } from '@filling/test-kit'
import { expect, it } from 'vitest'
import { done } from '../src/outcome.ts'
import type { BusUnderTest } from './bus-under-test.ts'
import { bookkeeper, mailer, work } from './topology.ts'

/** As the outbox does it: again and again, under one id. */
const inTheEnd = (publish: BusUnderTest['publish'], n: number, subject?: string): Promise<unknown> => {
  const id = randomUUID()
  return eventually(() => publish(n, { id, ...(subject ? { subject } : {}) }).then(() => true))
}

/** What consumers see of a broker that was restarted under them, where there is one that can be restarted. */
export const interruptionGuarantees = (
  { publish, consume, idle }: BusUnderTest,
  interrupt: () => Promise<void>,
): void => {
  it('hands out what was published before, while and after the broker was away', async () => {
    const seen = new Set<number>()
    consume(async ({ data }) => {
      seen.add(data.n)
      return done
    })
    await publish(1)
    const away = interrupt()
    const during = inTheEnd(publish, 2)
    await Promise.all([away, during])
    await inTheEnd(publish, 3)
    await eventually(() => seen.size === 3)
    await eventually(() => idle())
  })

  it('keeps for every durable of a stream what it has not had yet', async () => {
    const seen = { bookkeeper: new Set<number>(), mailer: new Set<number>() }
    await publish(1, { subject: 'fact.done.v1' })
    await interrupt()
    for (const [name, consumer] of [
      ['bookkeeper', bookkeeper],
      ['mailer', mailer],
    ] as const)
      consume(
        async ({ data }) => {
          seen[name].add(data.n)
          return done
        },
        { consumer },
      )
    await inTheEnd(publish, 2, 'fact.done.v1')
    await eventually(() => seen.bookkeeper.size === 2 && seen.mailer.size === 2)
  })

  it('learns the outcome of what was worked on while the broker was away', async () => {
    const gate = Promise.withResolvers<void>()
    let begun = 0
    consume(async (_message, { working }) => {
      begun += 1
      const beat = setInterval(working, work.ackWaitMs / 3)
      await gate.promise
      clearInterval(beat)
      return done
    })
    await publish(1)
    await eventually(() => begun === 1)
    await interrupt()
    gate.resolve()
    await eventually(() => idle())
    // Known for good: nobody gets it once more.
    const after = begun
    await inTheEnd(publish, 2)
    await eventually(() => begun === after + 1)
    await eventually(() => idle())
    expect(begun).toBe(after + 1)
  })
}
