import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'

let gateway: TestGateway
beforeEach(async () => {
  gateway = await startGateway({ SIGN_IN_LIMIT_PER_MINUTE: '30' })
  gateway.auth.answer = (_req, res) => res.writeHead(401).end('{}')
})
afterEach(() => gateway.close())

const json = 'application/json'
const form = 'application/x-www-form-urlencoded'
const guess = JSON.stringify({ email: 'anna@example.com', password: 'guess' })
const send = async (body: NonNullable<RequestInit['body']>, headers: Record<string, string>) =>
  (await gateway.call('/api/v1/auth/login', { method: 'POST', body, headers })).status

it.each([
  ['compressed', gzipSync(guess), { 'content-type': json, 'content-encoding': 'gzip' }],
  ['compressed twice', gzipSync(gzipSync(guess)), { 'content-type': json, 'content-encoding': 'gzip, gzip' }],
  ['in UTF-16', Buffer.from(guess, 'utf16le'), { 'content-type': `${json}; charset=utf-16le` }],
  ['in quoted UTF-16', Buffer.from(guess, 'utf16le'), { 'content-type': `${json};x=1; charset="UTF-16"` }],
  ['as a form in Latin-1', 'username=anna%40example.com', { 'content-type': `${form}; charset=iso-8859-1` }],
])('a guess %s, which could not be counted, does not reach auth', async (_name, body, headers) => {
  expect(await send(body, headers)).toBe(415)
  expect(gateway.auth.seen).toEqual([])
})

it.each([
  ['a byte order mark', `\uFEFF${guess}`, { 'content-type': json }],
  ['a form with a byte order mark', '\uFEFFusername=anna%40example.com&password=x', { 'content-type': form }],
  ['its encoding named', guess, { 'content-type': `${json}; charset="UTF-8"`, 'content-encoding': 'identity' }],
])('a guess with %s counts as one to the same account', async (_name, body, headers) => {
  expect(await send(guess, { 'content-type': json })).toBe(401)
  const statuses = [await send(body, headers), await send(body, headers), await send(body, headers)]
  expect(statuses).toEqual([401, 401, 429])
})
