import { type ScheduleState, type ScheduleSummary, solverConsumers } from '@filling/contracts'
import { reach, reachAll } from '@filling/database'
import type { Bus, OutboxRelay } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import { cancelSchedule } from './adapters/cancel-sql.ts'
import { dismissDeadLetter, listDeadLetters, replayDeadLetter } from './adapters/dead-letter-sql.ts'
import { deleteSchedule } from './adapters/delete-sql.ts'
import { readForm } from './adapters/multipart.ts'
import { findSchedule, findState, listSchedules } from './adapters/read-sql.ts'
import type { RequestReader } from './adapters/request-reader.ts'
import type { Db } from './adapters/rows.ts'
import { countSchedules } from './adapters/stats-sql.ts'
import { submitSchedule } from './adapters/submit-sql.ts'
import { schedulesAsWork } from './adapters/work-sql.ts'
import type { Dispatcher } from './dispatcher.ts'
import { cancelNow } from './handlers/cancel-now.ts'
import { hintCancelled } from './handlers/cancellations.ts'
import { tellState } from './handlers/progress.ts'
import { adminRoutes } from './routes/admin.ts'
import { adviceRoutes } from './routes/advice.ts'
import { cancelRoutes } from './routes/cancel.ts'
import { listRoutes } from './routes/list.ts'
import { oneScheduleRoutes } from './routes/one.ts'
import { submitRoutes } from './routes/submit.ts'

interface Parts {
  readonly db: Db
  /** The same database for what is one owner's; see `asOwner`. */
  readonly requests: Db
  readonly bus: Bus
  readonly relay: Pick<OutboxRelay, 'nudge'>
  readonly dispatcher: Dispatcher
  readonly reader: RequestReader
  readonly guard: Parameters<typeof adviceRoutes>[0]['guard']
  readonly log: Logger
}

/** Every route of the api, joined to the database and to whoever must hear of what was changed. */
export const apiRoutes = ({
  db,
  requests,
  bus,
  relay,
  dispatcher,
  reader,
  guard,
  log,
}: Parts): ReturnType<typeof adviceRoutes>[] => {
  const tell = (schedule_id: number, status: ScheduleState['status']): void =>
    tellState(bus, { schedule_id, status, error_message: null, progress: null })
  const onDeleted = (id: number): void => {
    relay.nudge()
    hintCancelled(bus, id)
    tell(id, 'deleted')
  }
  const onCancelled = ({ id, status }: ScheduleSummary): void => {
    relay.nudge()
    hintCancelled(bus, id)
    if (status === 'cancelled') tell(id, status)
    // What could not be ended here is ended by the solver that claims it next.
    else dispatcher.hear({ status })
  }
  const work = schedulesAsWork(db, solverConsumers.exact.ackWaitMs)
  const cancel = cancelNow({ cancel: cancelSchedule(requests), work, reader, log })
  return [
    submitRoutes({
      guard,
      reader,
      readForm,
      submit: reach(submitSchedule(requests, dispatcher)),
      onStored: relay.nudge,
    }),
    adviceRoutes({ guard, reader }),
    cancelRoutes({ guard, cancel: reach(cancel), onCancelled }),
    oneScheduleRoutes({
      guard,
      ...reachAll({ find: findSchedule(requests), findState: findState(requests), remove: deleteSchedule(requests) }),
      onDeleted,
    }),
    listRoutes({ guard, ...reachAll({ list: listSchedules(requests), count: countSchedules(requests) }) }),
    adminRoutes({
      guard,
      ...reachAll({ list: listDeadLetters(db), replay: replayDeadLetter(db), dismiss: dismissDeadLetter(db) }),
      onReplayed: ({ schedule_id: id }) => id !== null && tell(id, 'pending'),
    }),
  ]
}
