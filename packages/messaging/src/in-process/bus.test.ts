import { createLogger } from '@filling/service-kit'
import { busGuarantees } from '../../test/bus-guarantees.ts'
import { inProcessBus } from './bus.ts'

busGuarantees(() => inProcessBus({ log: createLogger('test', 'silent') }))
