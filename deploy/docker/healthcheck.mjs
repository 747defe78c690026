// Exit 0 when this container answers on its own port: node healthcheck.mjs [/readyz]
import process from 'node:process'

const port = process.env.GATEWAY_PORT ?? process.env.PORT
const path = process.argv[2] ?? '/health'
const signal = AbortSignal.timeout(4_000)
const ok = await fetch(`http://127.0.0.1:${port}${path}`, { signal }).then(
  (response) => response.ok,
  () => false,
)
process.exitCode = ok ? 0 : 1
