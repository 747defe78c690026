import { openApi } from '@filling/contracts'
import { Router } from 'express'
import { fixed } from './fixed.ts'

/** The contract, printed once at start. */
export const openApiRoute = (version: string): Router =>
  Router({ strict: true, caseSensitive: true }).get(
    '/openapi.json',
    fixed('openapi.json', JSON.stringify(openApi(version)), { 'Cache-Control': 'no-cache' }),
  )
