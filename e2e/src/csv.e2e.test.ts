import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answered, ask } from './harness/ask.ts'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

let system: System
let planner: Planner
beforeAll(async () => {
  system = await startSystem()
  planner = await newPlanner(system)
})
afterAll(() => system?.close())

const upload = (
  file: string | Uint8Array<ArrayBuffer>,
  fields: Readonly<Record<string, string>> = {},
): Promise<Answered> => {
  const form = new FormData()
  form.set('csv_file', new Blob([file]), 'lots.csv')
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return ask(`${system.url}/api/v1/schedule`, { method: 'POST', token: planner.token, body: form })
}

const planned = async (file: string, fields: Readonly<Record<string, string>> = {}) => {
  const { status, body } = await upload(file, fields)
  expect({ status, body }).toMatchObject({ status: 202 })
  const done = await planner.client.waitForCompletion(body.id as number)
  return { ...done, warnings: body.warnings as string[] }
}

const header = 'Lot ID,Type,Vials'

describe('a file that planners have is simply read', () => {
  it.each([
    ['with a byte order mark', `\uFEFF${header}\nA,X,19920\nB,Y,39840\n`],
    ['with CRLF', `${header}\r\nA,X,19920\r\nB,Y,39840\r\n`],
    ['with quoted commas', `${header}\n"A,1",X,19920\n"B",Y,39840`],
    ['with semicolons', 'Lot ID;Type;Vials\nA;X;19920\nB;Y;39840\n'],
    ['with extra columns', 'Remark,Lot ID,Type,Vials\nurgent,A,X,19920\n,B,Y,39840\n'],
  ])('%s', async (_, file) => {
    const { result } = await planned(file)
    expect(result.lots_scheduled).toBe(2)
    expect(result.kpis['Total Fill (h)']).toBeCloseTo(3)
  })

  it('keeps quotes, commas and every script as data, through the plan into the exported file', async () => {
    const name = 'Ä "5", 漢字 → 🧪'
    const { id, result } = await planned(`${header}\n"${name.replaceAll('"', '""')}",X,19920`)
    expect(result.activities.find(({ kind }) => kind === 'fill')?.lot_id).toBe(name)
    expect(await planner.client.exportCsv(id)).toContain(`"${name.replaceAll('"', '""')}"`)
  })

  it('keeps a formula as data and gives the spreadsheet none to run', async () => {
    const { id, result } = await planned(`${header}\n=1+1,@SUM(A1),19920\n-2,+3,19920`)
    const lots = result.activities.flatMap(({ lot_id }) => lot_id ?? []).sort()
    expect(lots).toEqual(['-2', '=1+1'])
    const csv = await planner.client.exportCsv(id)
    expect(csv).toContain(",'=1+1,'@SUM(A1),")
    expect(csv).toContain(",'-2,'+3,")
    expect((await planner.client.exportJson(id)).results.activities).toEqual(result.activities)
  })

  it('takes the other fields of the form', async () => {
    const fields = {
      name: 'Week 12',
      strategy: 'LPT_PACK',
      config: '{"clean_hours": 4}',
      start_time: '2026-03-02T08:00:00Z',
    }
    const done = await planned(`${header}\nA,X,19920`, fields)
    expect(done).toMatchObject({ name: 'Week 12', strategy: 'lpt-pack', start_time: '2026-03-02T08:00:00.000Z' })
    expect(done.result.kpis['Total Clean (h)']).toBe(4)
  })
})

describe('a file that cannot be read is refused by line and column', () => {
  it.each([
    ['empty', '', /empty/],
    ['not UTF-8', Uint8Array.from([0x4c, 0x6f, 0x74, 0xff, 0xfe]), /UTF-8/],
    ['a header alone', header, /no lots/],
    ['a missing column', 'Lot ID,Vials\nA,1', /Line 1: .*'Type'/],
    ['a bad cell', `${header}\nA,X,100\nB,Y,many`, /Line 3: 'Vials'.*many/],
    ['a negative cell', `${header}\nA,X,-5`, /Line 2: 'Vials' must be positive \(got -5\)/],
    ['an empty cell', `${header}\n,X,5`, /Line 2: .*'Lot ID'/],
    ['an id that comes twice', `${header}\nA,X,5\nA,Y,6`, /Duplicate/],
    ['a quote that never ends', `${header}\nA,"X,5`, /Line \d+: .*quote/],
  ])('%s', async (_, file, complaint) => {
    const before = (await planner.client.listSchedules()).total
    const answer = await upload(file)
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'lots.invalid' })
    expect((answer.body.detail as { errors: string[] }).errors.join('\n')).toMatch(complaint)
    expect((await planner.client.listSchedules()).total).toBe(before)
  })

  it.each([
    ['no file', undefined, {}, 400],
    ['a config that is no JSON', `${header}\nA,X,5`, { config: '{clean' }, 400],
    ['an unknown strategy', `${header}\nA,X,5`, { strategy: 'best' }, 400],
    ['an unknown field', `${header}\nA,X,5`, { lots: '1' }, 400],
  ])('a form with %s', async (_, file, fields, status) => {
    const before = (await planner.client.listSchedules()).total
    const form = new FormData()
    if (file !== undefined) form.set('csv_file', new Blob([file]), 'lots.csv')
    for (const [name, value] of Object.entries(fields)) form.set(name, String(value))
    const answer = await ask(`${system.url}/api/v1/schedule`, { method: 'POST', token: planner.token, body: form })
    expect(answer.status).toBe(status)
    expect((await planner.client.listSchedules()).total).toBe(before)
  })
})
