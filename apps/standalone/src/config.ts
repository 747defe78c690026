import { GatewayConfig } from '@filling/gateway'
import { logLevels, NatsUrl, PostgresUrl } from '@filling/service-kit'
import { type Static, Type } from 'typebox'

const innerPort = (name: string) =>
  Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: `Where ${name} listens on 127.0.0.1; 0 = a free port.`,
  })

/** What `npm start` reads from the environment. The README's table is checked against it. */
export const StandaloneConfig = Type.Object({
  GATEWAY_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 8000,
    description: 'The public port; 0 = a free one.',
  }),
  HOST: Type.String({
    default: '127.0.0.1',
    description: 'Who may connect: this machine only; `0.0.0.0` = the network.',
  }),
  DATA_DIR: Type.String({
    minLength: 1,
    default: '.data',
    description: 'Where the embedded servers keep their files.',
  }),
  DATABASE_URL: Type.Optional(PostgresUrl({ description: 'A PostgreSQL to use instead of the embedded one.' })),
  NATS_URL: Type.Optional(NatsUrl({ description: 'A NATS server with JetStream to use instead of a child process.' })),
  AUTH_KEY_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      description: 'Seals the signing keys in the database; without it a secret is made and kept in `DATA_DIR`.',
    }),
  ),
  LOG_LEVEL: Type.Enum(logLevels, { default: 'warn', description: 'How much is logged, as JSON lines on stdout.' }),
  RATE_LIMIT_PER_MINUTE: Type.Integer({ minimum: 0, default: 6_000, description: 'Requests per user; 0 = no limit.' }),
  SIGN_IN_LIMIT_PER_MINUTE: Type.Integer({
    minimum: 0,
    default: 300,
    description: 'Sign-ins and registrations per address; 0 = no limit.',
  }),
  CORS_ORIGINS: GatewayConfig.properties.CORS_ORIGINS,
  TRUSTED_PROXIES: GatewayConfig.properties.TRUSTED_PROXIES,
  METRICS_PORT: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 65_535,
      description: 'Where Prometheus may ask for `/metrics` of everything; not for strangers. Absent = nowhere.',
    }),
  ),
  AUTH_PORT: innerPort('auth'),
  SCHEDULER_PORT: innerPort('the scheduler'),
  SOLVER_PORT: innerPort("the solver's health check"),
  EXPORT_PORT: innerPort('export'),
})

export type StandaloneConfig = Static<typeof StandaloneConfig>
