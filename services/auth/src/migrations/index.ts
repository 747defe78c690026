import type { Migrations } from '@filling/database'
import { initial } from './0001-initial.ts'

export const migrations: Migrations = { '0001_initial': initial }
