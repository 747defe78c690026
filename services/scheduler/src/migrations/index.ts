import type { Migrations } from '@filling/database'
import { schedules } from './0001-schedules.ts'
import { progress } from './0002-progress.ts'
import { dispatch } from './0003-dispatch.ts'
import { lifecycle } from './0004-lifecycle.ts'
import { rowSecurity } from './0005-row-security.ts'

export const migrations: Migrations = {
  '0001_schedules': schedules,
  '0002_progress': progress,
  '0003_dispatch': dispatch,
  '0004_lifecycle': lifecycle,
  '0005_row_security': rowSecurity,
}
