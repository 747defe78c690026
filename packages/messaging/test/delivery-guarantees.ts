import { randomUUID } from 'node:crypto'
import { eventually } from '@filling/test-kit'
import { expect, it } from 'vitest'
import type { Delivery, Handler, Received } from '../src/bus.ts'
import { done, retry } from '../src/outcome.ts'
import type { BusUnderTest, Payload } from './bus-under-test.ts'
import { bookkeeper, mailer, work } from './topology.ts'

/** Who gets what. */
export const deliveryGuarantees = ({ bus, publish, consume, idle }: BusUnderTest): void => {
  it('hands over data, id and headers as they were published', async () => {
    const seen: Received<Payload>[] = []
    consume(async (message) => {
      seen.push(message)
      return done
    })
    const headers = { 'x-request-id': 'r-1', traceparent: '00-1-2-01' }
    await publish(7, { id: 'id-7', headers })
    await eventually(() => seen.length)
    expect(seen[0]).toMatchObject({ subject: 'work.fast.v1', id: 'id-7', data: { n: 7 }, headers, delivery: 1 })
    await eventually(() => idle())
  })

  it('keeps what is published before anybody consumes', async () => {
    await publish(1)
    const seen = Promise.withResolvers<number>()
    consume(async ({ data }) => {
      seen.resolve(data.n)
      return done
    })
    expect(await seen.promise).toBe(1)
  })

  it('drops the second of two messages with one id, and takes the id again after the window', async () => {
    const seen: number[] = []
    consume(async ({ data }) => {
      seen.push(data.n)
      return done
    })
    const id = randomUUID()
    await publish(1, { id })
    await publish(2, { id })
    await publish(3)
    await eventually(() => seen.includes(3))
    expect(seen).toEqual([1, 3])
    await eventually(async () => {
      await publish(4, { id })
      return seen.includes(4)
    })
  })

  it('never runs more handlers than there are slots, and fetches no more than that', async () => {
    const gate = Promise.withResolvers<void>()
    let running = 0
    let most = 0
    consume(
      async () => {
        running += 1
        most = Math.max(most, running)
        await gate.promise
        running -= 1
        return done
      },
      { concurrency: 3 },
    )
    await Promise.all(Array.from({ length: 10 }, (_, n) => publish(n)))
    await eventually(() => running === 3)
    expect(await bus().backlog(work)).toEqual({ waiting: 7, inFlight: 3, free: 0 })
    gate.resolve()
    await eventually(() => idle())
    expect(most).toBe(3)
  })

  it('tells how many slots of all consumers wait for work', async () => {
    const gate = Promise.withResolvers<void>()
    const busy = async () => {
      await gate.promise
      return done
    }
    consume(busy, { concurrency: 3 })
    const other = consume(busy, { concurrency: 2 })
    await eventually(async () => (await bus().backlog(work)).free === 5)
    await publish(1)
    await eventually(async () => (await bus().backlog(work)).free === 4)
    expect(await bus().backlog(work)).toEqual({ waiting: 0, inFlight: 1, free: 4 })
    gate.resolve()
    await other.stop()
    await eventually(async () => (await bus().backlog(work)).free === 3)
  })

  it('gives each of two durables on one stream every message of its subject', async () => {
    const seen = { bookkeeper: [] as number[], mailer: [] as number[] }
    const into = (list: number[]) => async (message: Received<Payload>) => {
      list.push(message.data.n)
      return done
    }
    consume(into(seen.bookkeeper), { consumer: bookkeeper })
    consume(into(seen.mailer), { consumer: mailer })
    await publish(1, { subject: 'fact.done.v1' })
    await publish(2, { subject: 'fact.begun.v1' })
    await eventually(() => seen.mailer.length === 2 && seen.bookkeeper.length === 1)
    expect(seen).toEqual({ bookkeeper: [1], mailer: [1, 2] })
  })

  it('shares one durable among its consumers: each message goes to one of them', async () => {
    const seen: number[] = []
    const handler: Handler<Payload> = async ({ data }) => {
      seen.push(data.n)
      return done
    }
    consume(handler)
    consume(handler)
    await Promise.all(Array.from({ length: 50 }, (_, n) => publish(n)))
    await eventually(() => seen.length >= 50)
    await eventually(() => idle())
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n))
  })

  it('tells a running handler to hand over, waits for it, and starts nothing new, when it is stopped', async () => {
    const started: number[] = []
    const handOver: Handler<Payload> = async ({ data }, { signal }: Delivery) => {
      started.push(data.n)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      return retry(0)
    }
    const stopped = consume(handOver)
    await publish(1)
    await publish(2)
    await eventually(() => started.length === 1)
    await stopped.stop()
    const taken: number[] = []
    consume(async ({ data }) => {
      taken.push(data.n)
      return done
    })
    await eventually(() => taken.length === 2, { withinMs: work.ackWaitMs * 0.8 })
    expect(started).toEqual([1])
  })

  it('refuses to publish where no stream listens, instead of losing the message', async () => {
    await expect(publish(1, { subject: 'nobody.knows.v1' })).rejects.toMatchObject({ name: 'BusUnavailable' })
  })

  it('tells a hint to everyone who listens, and to nobody afterwards', async () => {
    const heard: unknown[] = []
    const listening = bus().listen('progress.schedule.*', (data, subject) => heard.push([subject, data]))
    const every = bus().listen('progress.>', () => heard.push('every'))
    await eventually(() => {
      bus().notify('progress.schedule.5', { percent: 50 })
      return heard.length >= 2
    })
    expect(heard).toContainEqual(['progress.schedule.5', { percent: 50 }])
    expect(heard).toContain('every')
    listening.stop()
    heard.length = 0
    await eventually(() => {
      bus().notify('progress.schedule.5', { percent: 60 })
      return heard.includes('every')
    })
    every.stop()
    expect(heard.filter((hint) => hint !== 'every')).toEqual([])
  })

  it('goes on telling hints after a listener failed', async () => {
    const heard: unknown[] = []
    bus().listen('control.cancel.*', (data) => {
      heard.push(data)
      throw new Error('a bug in the listener')
    })
    await eventually(() => {
      bus().notify('control.cancel.5', { scheduleId: 5 })
      return heard.length > 2
    })
  })

  it('says that it is gone once it is closed, and takes nothing more', async () => {
    await bus().close()
    expect(bus().status()).toBe('disconnected')
    await expect(publish(1)).rejects.toMatchObject({ name: 'BusUnavailable' })
  })
}
