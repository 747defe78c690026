import type { Bus } from '../src/bus.ts'
import { busUnderTest } from './bus-under-test.ts'
import { deliveryGuarantees } from './delivery-guarantees.ts'
import { retryGuarantees } from './retry-guarantees.ts'

/** What every bus promises. A new adapter gets these tests for free. */
export const busGuarantees = (open: () => Bus): void => {
  const bus = busUnderTest(open)
  deliveryGuarantees(bus)
  retryGuarantees(bus)
}
