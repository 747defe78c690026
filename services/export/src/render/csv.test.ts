import { describe, expect, it } from 'vitest'
import { csvOf } from './csv.ts'
import { JsonCursor } from './json-cursor.ts'
import { openPlan } from './plan.ts'

const fill = (lotId: string, changes: object = {}) => ({
  start: 0,
  end: 2.5,
  kind: 'fill',
  lot_id: lotId,
  lot_type: 'Product-A',
  note: '',
  duration_hours: 2.5,
  ...changes,
})

async function* answer(activities: object[]): AsyncGenerator<Uint8Array> {
  const head = { id: 1, name: 'n', strategy: 'smart-pack', status: 'completed', created_at: 'c', completed_at: 'd' }
  yield Buffer.from(JSON.stringify({ ...head, start_time: 's', result: { activities } }))
}

const csv = async (...activities: object[]): Promise<string> => {
  let text = ''
  for await (const piece of csvOf(await openPlan(new JsonCursor(answer(activities))))) text += piece
  return text
}

const row = async (activity: object): Promise<string> => (await csv(activity)).slice(header.length)

const header = 'Start,End,Kind,Lot ID,Lot Type,Note,Duration (h)\r\n'

describe('the CSV of a plan', () => {
  it('reads as the documented sample', async () => {
    const change = { kind: 'changeover', lot_id: null, lot_type: null, note: 'Type change: Product-A → Product-B' }
    const text = await csv(fill('LOT001'), fill('', { start: 2.5, end: 10.5, ...change, duration_hours: 8 }))
    expect(text).toBe(
      `${header}0.0,2.5,fill,LOT001,Product-A,,2.5\r\n2.5,10.5,changeover,,,Type change: Product-A → Product-B,8.0\r\n`,
    )
  })

  it('has its header when there is nothing else', async () => {
    expect(await csv()).toBe(header)
  })

  it.each([
    ['a,b', '"a,b"'],
    ['say "yes"', '"say ""yes"""'],
    ['two\nlines', '"two\nlines"'],
    ['carriage\rreturn', '"carriage\rreturn"'],
    ['Ä 漢字 🧪', 'Ä 漢字 🧪'],
    [' spaces ', ' spaces '],
  ])('keeps %j readable for any CSV reader', async (lotId, cell) => {
    expect(await row(fill(lotId))).toBe(`0.0,2.5,fill,${cell},Product-A,,2.5\r\n`)
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['＝1', "'＝1"],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ])('gives a spreadsheet nothing to run: %j', async (text, cell) => {
    expect(await row(fill(text))).toContain(`,fill,${cell},`)
    expect(await row(fill('L', { lot_type: text }))).toContain(`,L,${cell},`)
    expect(await row(fill('L', { note: text }))).toContain(`,Product-A,${cell},`)
  })

  it.each([
    [0, '0.0'],
    [8, '8.0'],
    [497.1626506, '497.1626506'],
    [0.000000277778, '0.000000277778'],
    [1e-7, '0.0000001'],
    [20_000_000, '20000000.0'],
    [0.1 + 0.2, '0.30000000000000004'],
  ])('writes the number %d as %s, which reads back as the same number', async (hours, cell) => {
    const text = await row(fill('L', { duration_hours: hours }))
    expect(text).toBe(`0.0,2.5,fill,L,Product-A,,${cell}\r\n`)
    expect(Number(cell)).toBe(hours)
  })
})
