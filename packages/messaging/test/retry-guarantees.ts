import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@filling/test-kit'
import { expect, it } from 'vitest'
import type { Received } from '../src/bus.ts'
import { done, reject, retry } from '../src/outcome.ts'
import type { BusUnderTest } from './bus-under-test.ts'
import { work } from './topology.ts'

/** What comes again, when, and what never does. */
export const retryGuarantees = ({ bus, publish, consume, idle }: BusUnderTest): void => {
  it('brings a message back after the ack wait when its worker says nothing', async () => {
    const deliveries: { delivery: number; at: number }[] = []
    const stuck = Promise.withResolvers<void>()
    consume(
      async ({ delivery }) => {
        deliveries.push({ delivery, at: performance.now() })
        if (delivery === 1) await stuck.promise
        return done
      },
      { concurrency: 2 },
    )
    await publish(1)
    await eventually(() => deliveries.length === 2)
    const [first, second] = deliveries
    expect(second!.delivery).toBe(2)
    expect(second!.at - first!.at).toBeGreaterThan(work.ackWaitMs * 0.8)
    stuck.resolve()
  })

  it('does not bring a message back while its worker says that it works', async () => {
    let deliveries = 0
    consume(
      async (_message, { working }) => {
        deliveries += 1
        for (let beat = 0; beat < 8; beat += 1) {
          await pause(work.ackWaitMs / 3)
          working()
        }
        return done
      },
      { concurrency: 2 },
    )
    await publish(1)
    await eventually(() => deliveries === 1)
    await eventually(() => idle())
    expect(deliveries).toBe(1)
  })

  it('brings a message back when the handler asks for it, not before', async () => {
    const at: number[] = []
    consume(async ({ delivery }) => {
      at.push(performance.now())
      return delivery === 1 ? retry(400) : done
    })
    await publish(1)
    await eventually(() => at.length === 2)
    expect(at[1]! - at[0]!).toBeGreaterThan(380)
    expect(at[1]! - at[0]!).toBeLessThan(work.ackWaitMs)
    await eventually(() => idle())
  })

  it('works on others while one waits for its retry', async () => {
    const seen: number[] = []
    consume(async ({ data, delivery }) => {
      seen.push(data.n)
      return data.n === 1 && delivery === 1 ? retry(500) : done
    })
    await publish(1)
    await publish(2)
    await eventually(() => seen.length === 3)
    expect(seen).toEqual([1, 2, 1])
  })

  it('brings a message back when the handler throws', async () => {
    let deliveries = 0
    consume(async () => {
      deliveries += 1
      if (deliveries === 1) throw new Error('database away')
      return done
    })
    await publish(1)
    await eventually(() => deliveries === 2)
    await eventually(() => idle())
  })

  it('never hands out a rejected message again, and says why it was rejected', async () => {
    const rejected: unknown[] = []
    const onReject = async ({ data }: Received<unknown>, why: string) => void rejected.push([data, why])
    consume(async () => reject('the schedule is gone'), { onReject })
    await publish(1)
    await eventually(() => idle())
    await pause(work.ackWaitMs * 1.5)
    expect(rejected).toEqual([[{ n: 1 }, 'the schedule is gone']])
  })

  it('keeps a rejected message until its reason has been kept', async () => {
    let attempts = 0
    const onReject = async () => {
      attempts += 1
      if (attempts === 1) throw new Error('database away')
    }
    consume(async () => reject('no'), { onReject })
    await publish(1)
    await eventually(() => attempts === 2)
    await eventually(() => idle())
  })

  it('rejects what cannot be read without calling the handler, and goes on', async () => {
    const seen: number[] = []
    const whys: string[] = []
    consume(
      async ({ data }) => {
        seen.push(data.n)
        return done
      },
      { onReject: async (_message, why) => void whys.push(why) },
    )
    await bus().publish({ subject: 'work.fast.v1', id: randomUUID(), data: { n: 'three' } })
    await publish(4)
    await eventually(() => seen.length)
    expect(seen).toEqual([4])
    expect(whys).toEqual(["'n' must be number"])
  })

  it('gives up on a message that ends nobody knows how, time after time', async () => {
    const whys: string[] = []
    let handled = 0
    consume(
      async () => {
        handled += 1
        return retry(1)
      },
      { onReject: async (_message, why) => void whys.push(why) },
    )
    await publish(1)
    await eventually(() => whys.length)
    expect(whys).toEqual([`delivered ${work.maxDeliver} times without an end`])
    expect(handled).toBe(work.maxDeliver - 1)
    await eventually(() => idle())
  })
}
