import type { Strategy } from '@filling/contracts'
import { strategies } from '@filling/core'
import { requireType } from '@filling/service-kit'
import { type RequestHandler, Router } from 'express'
import type { RequestReader } from '../adapters/request-reader.ts'
import { bytesOf, jsonBytes } from './body.ts'

interface Deps {
  readonly guard: RequestHandler
  readonly reader: RequestReader
}

/** What a planner may ask before submitting: are these lots in order, and which strategies are there. */
export const adviceRoutes = ({ guard, reader }: Deps): Router => {
  const router = Router()
  router.post('/api/v1/schedule/validate', guard, requireType('application/json'), ...jsonBytes, async (req, res) => {
    res.json(await reader.read({ kind: 'validate', body: bytesOf(req), nowMs: Date.now() }))
  })
  router.get('/api/v1/strategies', guard, (_req, res) => {
    res.json(listed)
  })
  return router
}

const listed: Strategy[] = Object.entries(strategies).map(([name, { aliases, description }]) => ({
  name,
  aliases: [...aliases],
  description,
}))
