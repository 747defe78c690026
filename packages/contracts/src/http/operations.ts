import { authOperations } from './operations-auth.ts'
import { liveOperations } from './operations-live.ts'
import { platformOperations } from './operations-platform.ts'
import { scheduleOperations } from './operations-schedule.ts'

/** Every public route, in the order in which a newcomer meets them. */
export const operations = [...authOperations, ...scheduleOperations, ...liveOperations, ...platformOperations]
