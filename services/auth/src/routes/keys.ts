import { Router } from 'express'
import type { KeyRing } from '../keys/key-ring.ts'

/** RFC 7517. Five minutes is also how long the services keep it. */
export const keyRoutes = ({ published }: Pick<KeyRing, 'published'>): Router =>
  Router().get('/.well-known/jwks.json', (_req, res) => {
    res.set('Cache-Control', 'public, max-age=300').json(published())
  })
