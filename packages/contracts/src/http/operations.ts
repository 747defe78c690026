import { adminOperations } from './operations-admin.ts'
import { authOperations } from './operations-auth.ts'
import { lifecycleOperations } from './operations-lifecycle.ts'
import { liveOperations } from './operations-live.ts'
import { platformOperations } from './operations-platform.ts'
import { scheduleOperations } from './operations-schedule.ts'

/** Every public route, in the order in which a newcomer meets them. */
export const operations = [
  ...authOperations,
  ...scheduleOperations,
  ...lifecycleOperations,
  ...liveOperations,
  ...adminOperations,
  ...platformOperations,
]
