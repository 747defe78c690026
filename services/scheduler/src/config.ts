import { availableParallelism } from 'node:os'
import { migrationModes } from '@filling/database'
import { logLevels, NatsUrl, PostgresUrl, ServiceUrl } from '@filling/service-kit'
import { type Static, Type } from 'typebox'

const common = {
  LOG_LEVEL: Type.Enum(logLevels, { default: 'info' }),
  DATABASE_URL: PostgresUrl(),
  NATS_URL: NatsUrl(),
  HOST: Type.String({ default: '0.0.0.0' }),
}

const broker = {
  NATS_REPLICAS: Type.Integer({ minimum: 1, maximum: 5, default: 1, description: 'Copies of each stream.' }),
}

/** What `bootstrap-main.ts` reads: it migrates, makes the streams, and ends. */
export const BootstrapConfig = Type.Pick(Type.Object({ ...common, ...broker }), [
  'LOG_LEVEL',
  'DATABASE_URL',
  'NATS_URL',
  'NATS_REPLICAS',
])

/** In days. */
const aCentury = 36_525

export const SchedulerApiConfig = Type.Object({
  ...common,
  ...broker,
  MIGRATIONS: Type.Enum(migrationModes, { default: 'run', description: '`wait` = somebody else runs them.' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8082 }),
  AUTH_URL: ServiceUrl({ description: 'Where the public keys of the access tokens are.' }),
  SWEEP_SECONDS: Type.Number({ minimum: 0.05, default: 1, description: 'Between two looks for work that got lost.' }),
  UNCLAIMED_SECONDS: Type.Number({
    minimum: 0.05,
    default: 10,
    description: 'A schedule whose message is gone is announced again after this.',
  }),
  AUDIT_DAYS: Type.Integer({
    minimum: 0,
    maximum: aCentury,
    default: 0,
    description: 'How long the audit is kept; 0 = for ever.',
  }),
  DEAD_MESSAGE_DAYS: Type.Integer({
    minimum: 0,
    maximum: aCentury,
    default: 30,
    description: 'How long unreadable messages are kept; 0 = for ever.',
  }),
})

const cores = availableParallelism()

export const SolverConfig = Type.Object({
  ...common,
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8084, description: 'Health and readiness only.' }),
  SOLVER_SLOTS_FAST: Type.Integer({ minimum: 0, maximum: 256, default: cores, description: '0 = not this lane.' }),
  SOLVER_SLOTS_EXACT: Type.Integer({
    minimum: 0,
    maximum: 256,
    default: Math.max(1, cores - 1),
    description: '0 = not this lane. Proofs compute for long: one core stays free for everything else.',
  }),
  SOLVER_HEAP_MB: Type.Integer({ minimum: 32, default: 1024, description: 'A job that needs more fails alone.' }),
  SOLVER_ATTEMPTS: Type.Integer({ minimum: 1, default: 5, description: 'Times a job may take its solver down.' }),
})

export type BootstrapConfig = Static<typeof BootstrapConfig>
export type SchedulerApiConfig = Static<typeof SchedulerApiConfig>
export type SolverConfig = Static<typeof SolverConfig>
