import { availableParallelism } from 'node:os'
import { logLevels, NatsUrl, PostgresUrl, ServiceUrl } from '@filling/service-kit'
import { type Static, Type } from 'typebox'

const common = {
  LOG_LEVEL: Type.Enum(logLevels, { default: 'info' }),
  DATABASE_URL: PostgresUrl(),
  NATS_URL: NatsUrl(),
  HOST: Type.String({ default: '0.0.0.0' }),
}

export const SchedulerApiConfig = Type.Object({
  ...common,
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8082 }),
  AUTH_URL: ServiceUrl({ description: 'Where the public keys of the access tokens are.' }),
  SWEEP_SECONDS: Type.Number({ minimum: 0.05, default: 5, description: 'Between two looks for work that got lost.' }),
  UNCLAIMED_SECONDS: Type.Number({
    minimum: 0.05,
    default: 30,
    description: 'A schedule that waits longer than this while its lane is empty is announced again.',
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

export type SchedulerApiConfig = Static<typeof SchedulerApiConfig>
export type SolverConfig = Static<typeof SolverConfig>
