import type { Bus } from '../src/bus.ts'
import { busUnderTest } from './bus-under-test.ts'
import { deliveryGuarantees } from './delivery-guarantees.ts'
import { interruptionGuarantees } from './interruption-guarantees.ts'
import { retryGuarantees } from './retry-guarantees.ts'

/** What every bus promises. A new adapter gets these tests for free. `interrupt` restarts its broker, if it has one. */
export const busGuarantees = (open: () => Bus, interrupt: () => Promise<void>): void => {
  const bus = busUnderTest(open)
  deliveryGuarantees(bus)
  retryGuarantees(bus)
  interruptionGuarantees(bus, interrupt)
}
