import { gzipSync } from 'node:zlib'
import type { ErrorBody, ScheduleAccepted } from '@filling/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../test-database.ts'
import { startScheduler, type TestScheduler } from '../test-scheduler.ts'

let scheduler: TestScheduler
beforeAll(async () => {
  scheduler = await startScheduler({ solver: false })
})
afterAll(() => scheduler.close())

const csv = 'Lot ID,Type,Vials\nA1,VialE,19920\nA2,VialH,39840\n'

const formOf = (
  file: string | Uint8Array<ArrayBuffer> | undefined,
  fields: Readonly<Record<string, string>> = {},
): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (file !== undefined) form.append('csv_file', new Blob([file], { type: 'text/csv' }), 'lots.csv')
  return form
}
const send = (form: FormData, headers = {}) => scheduler.call('/api/v1/schedule', { body: form, headers })
const errorOf = async (answer: Response) => {
  const body = (await answer.json()) as ErrorBody
  return [answer.status, body.code, JSON.stringify(body.detail).replaceAll('\\"', '"')] as const
}
const storedLots = async () => (await rowsOf(scheduler.db, 'input')).at(-1)?.lots

describe('a CSV file', () => {
  it('becomes a schedule, with fill hours from the fill rate', async () => {
    const fields = {
      name: 'Week 12',
      strategy: 'lpt',
      config: '{"clean_hours": 4}',
      start_time: '2026-03-02T08:00:00Z',
    }
    const answer = await send(formOf(csv, fields))
    expect(answer.status).toBe(202)
    expect(await answer.json()).toMatchObject({
      name: 'Week 12',
      strategy: 'lpt-pack',
      start_time: '2026-03-02T08:00:00.000Z',
    })
    expect(await storedLots()).toMatchObject([
      { lot_id: 'A1', lot_type: 'VialE', vials: 19_920, fill_hours: 1 },
      { lot_id: 'A2', lot_type: 'VialH', vials: 39_840, fill_hours: 2 },
    ])
  })

  it('uses the fill rate of its own config', async () => {
    await send(formOf(csv, { config: '{"fill_rate_vph": 9960}' }))
    expect(await storedLots()).toMatchObject([{ fill_hours: 2 }, { fill_hours: 4 }])
  })

  it('treats empty fields as absent, as browsers send them', async () => {
    const answer = await send(formOf(csv, { name: '', strategy: '', config: '', start_time: '' }))
    expect(await answer.json()).toMatchObject({ strategy: 'smart-pack', name: expect.stringContaining('Schedule 2') })
  })

  it('of 20 000 lots is read as well', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `L${i};T${i % 9};100;1,5`)
    const answer = await send(formOf(`Lot ID;Type;Vials;Fill Hours\r\n${rows.join('\r\n')}`))
    expect(answer.status).toBe(202)
    expect(await storedLots()).toHaveLength(20_000)
  })

  it('is the same request under the same key, whatever boundary the form has', async () => {
    const headers = { 'idempotency-key': 'csv' }
    const [one, two] = [await send(formOf(csv), headers), await send(formOf(csv), headers)]
    expect(((await two.json()) as ScheduleAccepted).id).toBe(((await one.json()) as ScheduleAccepted).id)
    expect((await send(formOf(`${csv}A3,VialE,5`), headers)).status).toBe(422)
  })
})

describe('a file that is refused by line and column', () => {
  it.each([
    ['no lots', '', 'empty'],
    ['another encoding', Uint8Array.from([0x4c, 0xe4]), 'not UTF-8'],
    ['no column for the type', 'Lot ID,Vials\nA,7', "Missing required column 'Type'"],
    ['text for a number', 'Lot ID,Type,Vials\nA,B,7\nC,D,many', `Line 3: 'Vials' must be a whole number (got "many")`],
    ['a negative number', 'Lot ID,Type,Vials\nA,B,-7', "Line 2: 'Vials' must be positive (got -7)"],
    ['a fraction of a vial', 'Lot ID;Type;Vials\nA;B;1,5', "Line 2: 'Vials'"],
    ['an empty cell', 'Lot ID,Type,Vials\nA,,7', "Line 2: Missing required field 'Type'"],
    [
      'a bad date',
      'Lot ID,Type,Vials,Target Start\nA,B,7,15.10.2025',
      "Line 2: 'Target Start' must be an ISO 8601 time",
    ],
    ['a lot twice', 'Lot ID,Type,Vials\nA,B,7\nA,B,7', 'Duplicate lot_ids: A'],
    ['a lot longer than the window', 'Lot ID,Type,Vials,Fill Hours\nA,B,7,121', '121'],
  ])('has %s', async (_what, file, text) => {
    const before = await rowsOf(scheduler.db, 'schedule')
    const [status, , detail] = await errorOf(await send(formOf(file)))
    expect(status).toBe(400)
    expect(detail).toContain(text)
    expect(await rowsOf(scheduler.db, 'schedule')).toHaveLength(before.length)
  })

  it('reports the file, the config and the strategy together', async () => {
    const fields = { config: '{"clean_hours": -1}', strategy: 'magic' }
    const [status, code, detail] = await errorOf(await send(formOf('Lot ID,Type,Vials\nA,B,many', fields)))
    expect([status, code]).toEqual([400, 'lots.invalid'])
    for (const text of ['Line 2', 'clean_hours', 'magic']) expect(detail).toContain(text)
  })
})

describe('a form that is refused', () => {
  it.each([
    ['without a file', formOf(undefined, { name: 'x' }), 400, 'request.invalid', 'csv_file'],
    ['with an unknown field', formOf(csv, { colour: 'red' }), 400, 'request.invalid', 'colour'],
    ['with the file as text', formOf(undefined, { csv_file: csv }), 400, 'request.invalid', 'as a file'],
    ['with config that is no JSON', formOf(csv, { config: '{' }), 400, 'config.invalid', 'JSON'],
    ['with config that is no object', formOf(csv, { config: '7' }), 400, 'config.invalid', 'object'],
    ['with a name too long', formOf(csv, { name: 'x'.repeat(300) }), 400, 'request.invalid', 'name'],
    [
      'with a field larger than any config',
      formOf(csv, { config: ' '.repeat(1_100_000) }),
      413,
      'request.too_large',
      'config',
    ],
    ['with a file larger than 10 MB', formOf(new Uint8Array(10_485_761)), 413, 'request.too_large', ''],
  ])('%s', async (_what, form, status, code, text) => {
    const error = await errorOf(await send(form))
    expect(error.slice(0, 2)).toEqual([status, code])
    expect(error[2]).toContain(text)
  })

  it('with two files, another file, or a field twice', async () => {
    const two = formOf(csv)
    two.append('csv_file', new Blob([csv]), 'again.csv')
    const other = formOf(undefined)
    other.append('notes', new Blob([csv]), 'notes.txt')
    const twice = formOf(csv, { name: 'a' })
    twice.append('name', 'b')
    for (const form of [two, other, twice]) expect((await errorOf(await send(form)))[1]).toBe('request.invalid')
  })

  it.each([
    [
      'ends early',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="csv_file"; filename="a.csv"\r\n\r\nLot ID',
    ],
    ['has no boundary', 'multipart/form-data', 'x'],
    ['is empty', 'multipart/form-data; boundary=x', ''],
  ])('because it %s', async (_what, type, body) => {
    const [status, code] = await errorOf(
      await scheduler.call('/api/v1/schedule', { method: 'POST', body, headers: { 'content-type': type } }),
    )
    expect(status).toBe(400)
    expect(['request.malformed', 'request.invalid']).toContain(code)
  })

  it('because it is compressed', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-encoding': 'gzip' }
    const body = new Uint8Array(gzipSync('--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nA\r\n--x--'))
    const error = await errorOf(await scheduler.call('/api/v1/schedule', { body, headers }))
    expect(error.slice(0, 2)).toEqual([415, 'request.unsupported_media_type'])
  })

  it('on a route that takes JSON only', async () => {
    const answer = await scheduler.call('/api/v1/schedule/json', { body: formOf(csv) })
    expect(answer.status).toBe(415)
  })
})
