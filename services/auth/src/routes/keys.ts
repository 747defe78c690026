import type { Jwks } from '@filling/contracts'
import { Router } from 'express'

/** RFC 7517. Five minutes is also how long the services keep it. */
export const keyRoutes = (published: Jwks): Router =>
  Router().get('/.well-known/jwks.json', (_req, res) => {
    res.set('Cache-Control', 'public, max-age=300').json(published)
  })
