import { type TStringOptions, Type } from 'typebox'

const text = (pattern: string) => (options?: TStringOptions) => Type.String({ ...options, pattern })

/** Where something of ours is reached. Each is checked where it is read, so that a slip is one sentence at start. */
export const PostgresUrl = text('^postgres(ql)?://\\S+$')

/** One server or several, separated by commas. */
const natsServer = '(nats|tls)://([^,\\s/@]+@)?(\\[[\\da-f:.]+\\]|[^,\\s/@:\\[\\]]+)(:\\d{1,5})?/?'
export const NatsUrl = text(`^${natsServer}(,\\s*${natsServer})*$`)

/** The origin of a service: nothing stands behind its host and port. */
export const ServiceUrl = text('^https?://[^/\\s]+/?$')
