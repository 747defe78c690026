import type { Logger } from '@filling/service-kit'
import type { ConsumeOptions, Consumption, Handler } from './bus.ts'
import { decide } from './decide.ts'
import type { Incoming } from './incoming.ts'
import { settle } from './settle.ts'

/** Where deliveries come from. The broker is asked for one message for each free slot, never for more. */
export interface Source {
  /** A slot became free. */
  refill(): void
  /** No more deliveries from now on; what is on its way is still handed in. */
  stop(): Promise<void>
}

export interface Slots {
  readonly free: () => number
  readonly take: (incoming: Incoming) => void
}

export interface ConsumptionParts<T> {
  readonly options: ConsumeOptions<T>
  readonly handler: Handler<T>
  readonly log: Logger
  readonly connect: (slots: Slots) => Source
  /** Those of the bus that are not stopped yet. */
  readonly among: Set<Consumption>
}

export const startConsumption = <T>({ options, handler, log, connect, among }: ConsumptionParts<T>): Consumption => {
  const stopping = new AbortController()
  const handling = new Set<Promise<void>>()
  const settling = new Set<Promise<unknown>>()

  const free = (): number => (stopping.signal.aborted ? 0 : options.concurrency - handling.size)
  const answer = (incoming: Incoming, outcome: Parameters<typeof settle>[1]): void => {
    const settled = settle(incoming, outcome)
      .catch((err) =>
        log.warn({ err, messageId: incoming.id }, 'the broker does not know the outcome, message will come again'),
      )
      .finally(() => settling.delete(settled))
    settling.add(settled)
  }
  const handle = async (incoming: Incoming): Promise<void> => {
    const delivery = { working: () => incoming.working(), signal: stopping.signal }
    answer(incoming, await decide(incoming, options, handler, { delivery, log }))
  }
  const take = (incoming: Incoming): void => {
    // Asked for, but not wanted any more: somebody else gets it at once.
    if (free() === 0) {
      incoming.nak(0)
      return
    }
    const handled = handle(incoming).finally(() => {
      handling.delete(handled)
      source.refill()
    })
    handling.add(handled)
  }
  const source = connect({ free, take })
  source.refill()
  const stop = async (): Promise<void> => {
    stopping.abort()
    await source.stop()
    await Promise.all(handling)
    await Promise.all(settling)
    among.delete(consumption)
  }
  let stopped: Promise<void> | undefined
  const consumption: Consumption = {
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
  among.add(consumption)
  return consumption
}
