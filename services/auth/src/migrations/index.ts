import type { Migrations } from '@filling/database'
import { initial } from './0001-initial.ts'
import { socketTickets } from './0002-socket-tickets.ts'
import { signInGuard } from './0003-sign-in-guard.ts'

export const migrations: Migrations = {
  '0001_initial': initial,
  '0002_socket_tickets': socketTickets,
  '0003_sign_in_guard': signInGuard,
}
