import type { Migrations } from '@filling/database'
import { schedules } from './0001-schedules.ts'

export const migrations: Migrations = { '0001_schedules': schedules }
