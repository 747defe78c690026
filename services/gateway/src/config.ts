import { logLevels } from '@filling/service-kit'
import { type Static, Type } from 'typebox'

const Url = Type.String({ pattern: '^https?://[^/]+/?$' })

/** What the gateway reads from the environment, once, at start. */
export const GatewayConfig = Type.Object({
  HOST: Type.String({ default: '0.0.0.0' }),
  GATEWAY_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8_000 }),
  LOG_LEVEL: Type.Enum(logLevels, { default: 'info' }),
  AUTH_URL: Url,
  SCHEDULER_URL: Url,
  EXPORT_URL: Url,
  /** Where solvers tell how far they are. */
  NATS_URL: Type.String({ minLength: 1 }),
  /** Event streams and sockets that a user may have open at this gateway. */
  STREAMS_PER_USER: Type.Integer({ minimum: 1, default: 20 }),
  /** Requests per user (per address without a token); 0 = no limit. */
  RATE_LIMIT_PER_MINUTE: Type.Integer({ minimum: 0, default: 6_000 }),
  /**
   * Sign-ins and registrations per address, and failed sign-ins per account; a tenth of it in failed sign-ins from one
   * address to one account; 0 = no limit.
   */
  SIGN_IN_LIMIT_PER_MINUTE: Type.Integer({ minimum: 0, default: 300 }),
  /** Web origins, comma-separated, whose pages may call the API; empty = none. */
  CORS_ORIGINS: Type.String({ pattern: '^(https?://[^,/\\s]+(,https?://[^,/\\s]+)*)?$', default: '' }),
  /** Proxies in front of the gateway whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: Type.Integer({ minimum: 0, maximum: 10, default: 0 }),
  /** How long a service may take until its answer begins. */
  UPSTREAM_TIMEOUT_SECONDS: Type.Number({ exclusiveMinimum: 0, default: 30 }),
})

export type GatewayConfig = Static<typeof GatewayConfig>
