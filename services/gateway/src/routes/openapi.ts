import { createHash } from 'node:crypto'
import { openApi } from '@filling/contracts'
import { Router } from 'express'

/** The contract, printed once at start. */
export const openApiRoute = (version: string): Router => {
  const text = JSON.stringify(openApi(version))
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  return Router().get('/openapi.json', (_req, res) => {
    res.set({ ETag: etag, 'Cache-Control': 'no-cache' }).type('application/json').send(text)
  })
}
