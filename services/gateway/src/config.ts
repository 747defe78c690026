import { logLevels, NatsUrl, ServiceUrl } from '@filling/service-kit'
import { type Static, Type } from 'typebox'

/** What the gateway reads from the environment, once, at start. */
export const GatewayConfig = Type.Object({
  HOST: Type.String({ default: '0.0.0.0' }),
  GATEWAY_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8_000 }),
  /** Where Prometheus asks; never the public port, and never published. Absent = nowhere. */
  METRICS_PORT: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  LOG_LEVEL: Type.Enum(logLevels, { default: 'info' }),
  AUTH_URL: ServiceUrl(),
  SCHEDULER_URL: ServiceUrl(),
  EXPORT_URL: ServiceUrl(),
  /** Where solvers tell how far they are. */
  NATS_URL: NatsUrl(),
  /** Event streams and sockets that a user may have open at this gateway. */
  STREAMS_PER_USER: Type.Integer({ minimum: 1, default: 20 }),
  /** Requests per user (per address without a token); 0 = no limit. */
  RATE_LIMIT_PER_MINUTE: Type.Integer({ minimum: 0, default: 6_000 }),
  /** Sign-ins and registrations per address; 0 = no limit. Failed ones are counted by auth. */
  SIGN_IN_LIMIT_PER_MINUTE: Type.Integer({ minimum: 0, default: 300 }),
  CORS_ORIGINS: Type.String({
    pattern: '^(https?://[^,/\\s]+(,https?://[^,/\\s]+)*)?$',
    default: '',
    description: 'Web origins, separated by commas, whose pages may call the API.',
  }),
  TRUSTED_PROXIES: Type.Integer({
    minimum: 0,
    maximum: 10,
    default: 0,
    description: 'Proxies in front whose word about the caller’s address is believed.',
  }),
  /** How long a service may take until its answer begins. */
  UPSTREAM_TIMEOUT_SECONDS: Type.Number({ exclusiveMinimum: 0, default: 30 }),
})

export type GatewayConfig = Static<typeof GatewayConfig>
