import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { check, ExportDocument } from '@filling/contracts'
import { createLogger, tokenAudience, tokenIssuer } from '@filling/service-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeExport } from '../compose.ts'

/** The two neighbours on the wire: they answer as the contracts say; the whole system is tested in e2e. */
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256', use: 'sig' }] }

const token = (): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1_000)
  const claims = { sub: '7', email: 'a@b.de', is_superuser: false, jti: 'j', sid: 's', iat: now, exp: now + 900 }
  const text = `${part({ alg: 'ES256', kid: 'k' })}.${part({ ...claims, iss: tokenIssuer, aud: tokenAudience })}`
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

const lots = 20_000
const activities = Array.from({ length: 2 * lots }, (_, i) => ({
  start: i,
  end: i + 1,
  kind: i % 2 ? 'changeover' : 'fill',
  lot_id: i % 2 ? null : `LOT${i}`,
  lot_type: i % 2 ? null : `Product-${i % 12}`,
  note: i % 2 ? 'Type change: Product-A → Product-B' : '',
  duration_hours: 1,
}))
const result = (some: typeof activities) => ({
  ...{ makespan: 29, utilization: 31, changeovers: 2, lots_scheduled: 4, window_violations: 0, kpis: {} },
  activities: some,
  optimality: { status: 'optimal', lower_bound: 29, gap_percent: 0 },
  ...{ blocks: [], warnings: [], engine: { version: '1', strategy: 'smart-pack', seed: 1, steps: 1, input_hash: 'h' } },
})
const at = '2026-03-02T08:00:00.000Z'
const summary = (id: number, status: string) => ({
  ...{ id, name: 'Week "12"', strategy: 'smart-pack', status, created_at: at, started_at: at },
  ...{ completed_at: status === 'completed' ? at : null, error_message: null, start_time: at },
})
const small = { ...summary(1, 'completed'), result: result(activities.slice(0, 8)) }
const large = JSON.stringify({ ...summary(2, 'completed'), result: result(activities) })
const error = (detail: string, code: string) => ({ detail, code, request_id: 'r' })

const answers: Readonly<Record<string, [number, unknown]>> = {
  '/.well-known/jwks.json': [200, jwks],
  '/health': [200, { status: 'ok' }],
  '/api/v1/schedule/1': [200, small],
  '/api/v1/schedule/2': [200, large],
  '/api/v1/schedule/3': [200, { ...summary(3, 'pending'), result: null }],
  '/api/v1/schedule/4': [403, error('This schedule belongs to another user', 'schedule.forbidden')],
  '/api/v1/schedule/5': [404, error('Schedule not found', 'schedule.not_found')],
  '/api/v1/schedule/6': [500, '<html>proxy</html>'],
  '/api/v1/schedule/8': [200, { ...summary(8, 'failed'), result: null }],
  '/api/v1/schedule/9': [200, { ...summary(9, 'cancelled'), result: null }],
  '/api/v1/schedule/10': [
    200,
    {
      ...{ ...summary(10, 'cancelled'), attempts: 1 },
      earlier_attempts: [{ attempt: 1, outcome: 'crashed', reason: '"result": {', started_at: at, ended_at: at }],
      ...{ progress: null, result: result(activities.slice(0, 8)) },
    },
  ],
}
let seen: string | undefined
/** Ends the answer about schedule 11, which comes in two halves. */
let sendTheRest: () => void
const neighbour: RequestListener = (req, res) => {
  if (req.url !== '/.well-known/jwks.json') seen = req.headers.authorization
  if (req.url === '/api/v1/schedule/7') {
    res.writeHead(200).write(large.slice(0, 200_000), () => res.destroy())
    return
  }
  if (req.url === '/api/v1/schedule/11') {
    const middle = large.length / 2
    res.writeHead(200).write(large.slice(0, middle))
    sendTheRest = () => res.end(large.slice(middle))
    return
  }
  const [status, body] = answers[req.url ?? ''] ?? [404, error('No route', 'request.no_such_route')]
  res.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
}

let server: Server
let service: Awaited<ReturnType<typeof composeExport>>
beforeAll(async () => {
  server = createServer(neighbour)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', AUTH_URL: url, SCHEDULER_URL: url } as const
  service = await composeExport(config, createLogger('export', 'silent'))
})
afterAll(async () => {
  await service.close()
  server.close()
})

const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${token()}` }) =>
  fetch(`${service.url}/api/v1/schedule/${path}`, { headers })

describe('the export service', () => {
  it('sends the documented JSON document as a file', async () => {
    const response = await get('1/export')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="schedule_1.json"')
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const document = (await response.json()) as ExportDocument
    expect(check(ExportDocument, document)).toMatchObject({ ok: true })
    expect(document.schedule).toEqual({
      ...{ id: 1, name: 'Week "12"', strategy: 'smart-pack', created_at: at, completed_at: at, start_time: at },
    })
    expect(document.results).toEqual(small.result)
  })

  it('sends the documented CSV as a file', async () => {
    const response = await get('1/export?format=csv')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="schedule_1.csv"')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const lines = (await response.text()).split('\r\n')
    expect(lines).toHaveLength(1 + 8 + 1)
    expect(lines[2]).toBe('1.0,2.0,changeover,,,Type change: Product-A → Product-B,1.0')
  })

  it('sends the plan that a cancelled schedule has kept', async () => {
    const document = (await (await get('10/export')).json()) as ExportDocument
    expect(check(ExportDocument, document)).toMatchObject({ ok: true })
    expect(document.results).toEqual(small.result)
  })

  it("asks with the caller's own token, so that ownership is decided in one place", async () => {
    const authorization = `Bearer ${token()}`
    await (await get('1/export', { authorization })).text()
    expect(seen).toBe(authorization)
  })

  it.each([
    ['1/export?format=xml', 400, 'export.unknown_format'],
    ['1/export?format=CSV', 400, 'export.unknown_format'],
    ['1/export?format=csv&format=json', 400, 'export.unknown_format'],
    ['1/export?format=toString', 400, 'export.unknown_format'],
    ['1/export?fromat=csv', 400, 'request.invalid'],
    ['3/export', 400, 'schedule.not_completed'],
    ['8/export?format=csv', 400, 'schedule.not_completed'],
    ['9/export', 400, 'schedule.not_completed'],
    ['4/export', 403, 'schedule.forbidden'],
    ['5/export', 404, 'schedule.not_found'],
    ['0/export', 404, 'schedule.not_found'],
    ['1e3/export', 404, 'schedule.not_found'],
    ['99999999999999999999/export', 404, 'schedule.not_found'],
    ['..%2F1/export', 404, 'schedule.not_found'],
    ['6/export', 503, 'service.unavailable'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const response = await get(path)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-disposition')).toBeNull()
    expect(await response.json()).toMatchObject({ code })
  })

  it('lets nobody in without a token', async () => {
    const response = await get('1/export', {})
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ detail: 'Not authenticated', code: 'auth.not_authenticated' })
  })

  it.each(['json', 'csv'])(
    'breaks the download off when the plan does, instead of ending half a %s',
    async (format) => {
      const response = await get(`7/export?format=${format}`)
      await expect(response.text()).rejects.toThrow()
    },
  )

  it.each(['json', 'csv'])('sends 20 000 lots as %s while they still come in, and answers others', async (format) => {
    const response = await get(`11/export?format=${format}`)
    const chunks = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes(`LOT${lots / 4}`)) text += (await chunks.read()).value
    expect((await get('1/export')).status).toBe(200)
    sendTheRest()
    for (let chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) text += chunk.value
    if (format === 'csv') expect(text.split('\r\n')).toHaveLength(1 + 2 * lots + 1)
    else expect(JSON.parse(text).results.activities).toHaveLength(2 * lots)
  })

  it('survives a caller who hangs up', async () => {
    const response = await get('2/export?format=csv')
    await response.body?.cancel()
    expect((await get('1/export')).status).toBe(200)
  })
})
