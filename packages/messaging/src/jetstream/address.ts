import type { ConnectionOptions } from 'nats'

/** `nats://[user:password@|token@]host:port`, several separated by commas; the client takes no credentials in a URL. */
export const address = (url: string): ConnectionOptions => {
  const servers = url.split(',').map((server) => new URL(server.trim()))
  const { username, password } = servers[0] ?? new URL(url)
  const user = decodeURIComponent(username)
  const secret = password ? { user, pass: decodeURIComponent(password) } : user ? { token: user } : {}
  return { servers: servers.map(({ protocol, host }) => `${protocol}//${host}`), ...secret }
}
