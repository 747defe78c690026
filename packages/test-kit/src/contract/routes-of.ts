import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:http'

interface Layer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> }
  readonly handle: { readonly stack?: readonly Layer[] }
  readonly rawPath: unknown
}

/**
 * Every route of the express app that answers at `url` in this process, as `GET /path/{id}`. The app is found by asking
 * it something: Node says which server a request came to.
 */
export const routesOf = async (url: string): Promise<readonly string[]> => {
  const servers = new Set<Server>()
  const onRequest = (message: unknown): void => void servers.add((message as { server: Server }).server)
  subscribe('http.server.request.start', onRequest)
  await (await fetch(`${url}/health`)).text()
  unsubscribe('http.server.request.start', onRequest)
  const port = Number(new URL(url).port)
  const server = [...servers].find((candidate) => (candidate.address() as { port: number } | null)?.port === port)
  const app = server?.listeners('request').find((listener) => 'router' in listener)
  if (!app) throw new Error(`No express app of this process answers at ${url}`)
  return [...new Set(walk((app as unknown as { router: { stack: Layer[] } }).router.stack))].sort()
}

const walk = (stack: readonly Layer[]): readonly string[] =>
  stack.flatMap(({ route, handle, rawPath }) => {
    if (route) return Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${pathOf(route.path)}`)
    if (rawPath !== undefined && rawPath !== '/')
      throw new Error(`Something is mounted under ${String(rawPath)}: routes are written with their whole path`)
    return handle.stack ? walk(handle.stack) : []
  })

/** `/schedule/:id` → `/schedule/{id}` */
const pathOf = (path: unknown): string => String(path).replaceAll(/:(\w+)/g, '{$1}')
