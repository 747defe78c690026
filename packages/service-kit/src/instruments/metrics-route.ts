import { type RequestHandler, Router } from 'express'
import { type Listening, listen } from '../listen.ts'
import { exposition, expositionType } from './exposition.ts'

const path = '/metrics'

/** For services that no stranger reaches: metrics on the port of everything else. */
export const metricsRoute = (): RequestHandler =>
  Router({ strict: true, caseSensitive: true }).get(path, async (_req, res) => {
    const text = await exposition()
    res.set({ 'Content-Type': expositionType, 'Cache-Control': 'no-store' }).end(text)
  })

/** For the public door: metrics on a port of their own, which nobody publishes. Answers nothing else. */
export const listenForMetrics = ({
  port,
  host,
}: {
  readonly port: number
  readonly host: string
}): Promise<Listening> =>
  listen(
    (req, res) => {
      if (req.method !== 'GET' || req.url !== path) return void res.writeHead(404).end()
      exposition().then(
        (text) => res.writeHead(200, { 'Content-Type': expositionType }).end(text),
        () => res.writeHead(500).end(),
      )
    },
    { port, host },
  )
