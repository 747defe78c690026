import { asyncApi, openApi } from '@filling/contracts'
import { Router } from 'express'
import { fixed } from './fixed.ts'
import { messagesPage, messagesPageHeaders } from './messages-page.ts'

const fresh = { 'Cache-Control': 'no-cache' }

/** The contracts, printed once at start: requests, and messages with a page to read them. */
export const documentRoutes = (version: string): Router => {
  const messages = asyncApi(version)
  return Router({ strict: true, caseSensitive: true })
    .get('/openapi.json', fixed('openapi.json', JSON.stringify(openApi(version)), fresh))
    .get('/asyncapi.json', fixed('asyncapi.json', JSON.stringify(messages), fresh))
    .get('/asyncapi', fixed('asyncapi.html', messagesPage(messages), { ...messagesPageHeaders, ...fresh }))
}
