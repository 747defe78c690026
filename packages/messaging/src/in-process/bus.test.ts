import { createLogger } from '@filling/service-kit'
import { busGuarantees } from '../../test/bus-guarantees.ts'
import { inProcessBus } from './bus.ts'

/** Its broker ends with its process only, and then there is nobody to guarantee anything to. */
const uninterruptible = async (): Promise<void> => undefined

busGuarantees(() => inProcessBus({ log: createLogger('test', 'silent') }), uninterruptible)
