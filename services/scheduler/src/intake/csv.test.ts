import { describe, expect, it } from 'vitest'
import { readCsv } from './csv.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string) => readCsv(bytes(text))
const a1 = { lot_id: 'A1', lot_type: 'VialE', vials: 100_000, fill_hours: 5.5 }

describe('a file that planners really have', () => {
  it.each([
    ['plain', 'Lot ID,Type,Vials,Fill Hours\nA1,VialE,100000,5.5\n'],
    ['with a BOM', '\uFEFFLot ID,Type,Vials,Fill Hours\nA1,VialE,100000,5.5\n'],
    ['with CRLF', 'Lot ID,Type,Vials,Fill Hours\r\nA1,VialE,100000,5.5\r\n'],
    ['with CR alone', 'Lot ID,Type,Vials,Fill Hours\rA1,VialE,100000,5.5'],
    ['without a last line end', 'Lot ID,Type,Vials,Fill Hours\nA1,VialE,100000,5.5'],
    ['with semicolons', 'Lot ID;Type;Vials;Fill Hours\nA1;VialE;100000;5.5'],
    ['with semicolons and decimal commas', 'Lot ID;Type;Vials;Fill Hours\nA1;VialE;100000;5,5'],
    ['with tabs', 'Lot ID\tType\tVials\tFill Hours\nA1\tVialE\t100000\t5,5'],
    ['with a line for Excel', 'sep=;\r\nLot ID;Type;Vials;Fill Hours\r\nA1;VialE;100000;5,5'],
    ['with a line for Excel after a BOM', '\uFEFFSEP=\t\nLot ID\tType\tVials\tFill Hours\nA1\tVialE\t100000\t5,5'],
    ['with quotes', '"Lot ID","Type","Vials","Fill Hours"\n"A1","VialE","100000","5.5"'],
    ['with other letters in the header', ' LOT  id , tYPE ,VIALS,fill_hours\nA1,VialE,100000,5.5'],
    ['with columns in another order', 'Vials,Fill Hours,Type,Lot ID\n100000,5.5,VialE,A1'],
    ['with spaces around cells', 'Lot ID,Type,Vials,Fill Hours\n A1 , VialE ,\t100000, 5.5 '],
    ['with empty lines and rows of empty cells', '\nLot ID,Type,Vials,Fill Hours\n\nA1,VialE,100000,5.5\n,,,\n\n'],
  ])('%s', (_what, text) => {
    expect(read(text)).toMatchObject({ lots: [a1], errors: [], warnings: [] })
  })

  it('keeps a separator, a quote and a line end inside a quoted cell', () => {
    expect(read('Lot ID,Type,Vials\n"A,1","5"" vial\nlong",7').lots).toEqual([
      { lot_id: 'A,1', lot_type: '5" vial\nlong', vials: 7 },
    ])
  })

  it('takes a formula as the text that it is', () => {
    expect(read('Lot ID,Type,Vials\n=1+1,@SUM(A1),7').lots).toEqual([
      { lot_id: '=1+1', lot_type: '@SUM(A1)', vials: 7 },
    ])
  })

  it('leaves out empty optional cells', () => {
    const { lots } = read(
      'Lot ID,Type,Vials,Fill Hours,Target Start,Target End,Priority\nA1,VialE,7,,2026-03-02T08:00:00Z,,2',
    )
    expect(lots).toEqual([
      { lot_id: 'A1', lot_type: 'VialE', vials: 7, target_start: '2026-03-02T08:00:00Z', priority: 2 },
    ])
  })

  it('ignores extra columns and names them', () => {
    const { lots, warnings } = read('Lot ID,Type,Remark,Vials\nA1,VialE,urgent,7')
    expect(lots).toEqual([{ lot_id: 'A1', lot_type: 'VialE', vials: 7 }])
    expect(warnings).toEqual(["Column 'Remark' is ignored"])
  })
})

describe('a number', () => {
  it.each(['1,500.5', '1.500,5', '1 500', '12:30', '0x10', 'Infinity', 'NaN', '1e', '--1', '5h', "1'000"])(
    'is not guessed from %s',
    (cell) => {
      expect(read(`Lot ID;Type;Vials\nA;B;"${cell}"`).lots[0]?.vials).toBe(cell)
    },
  )

  it.each([';', '\t'])('of vials is not guessed from a thousands separator where %j separates', (separator) => {
    const file = (cell: string) =>
      ['Lot ID,Type,Vials,Fill Hours', `A,B,${cell},1#5`].join('\n').replaceAll(',', separator)
    for (const cell of ['1.000', '1#000', '12.', '1.000.000']) {
      const [lot] = read(file(cell).replaceAll('#', ',')).lots
      expect(lot).toMatchObject({ vials: cell.replaceAll('#', ','), fill_hours: 1.5 })
    }
  })

  it('has no decimal comma where commas separate', () => {
    expect(read('Lot ID,Type,Vials,Fill Hours\nA,B,7,"2,5"').lots[0]?.fill_hours).toBe('2,5')
  })

  it.each([
    ['7', 7],
    ['+7', 7],
    ['-7', -7],
    ['.5', 0.5],
    ['7.', 7],
    ['1e3', 1000],
    ['1e309', Number.POSITIVE_INFINITY],
  ])('is read from %s', (cell, value) => {
    expect(read(`Lot ID,Type,Vials\nA,B,${cell}`).lots[0]?.vials).toBe(value)
  })
})

describe('a file that cannot be read', () => {
  it.each([
    ['nothing at all', '', 'The CSV file is empty'],
    ['white space', ' \r\n\n', 'The CSV file is empty'],
    ['a BOM alone', '\uFEFF', 'The CSV file is empty'],
    ['a header alone', 'Lot ID,Type,Vials\n', 'The CSV file has a header but no lots'],
    ['a column missing', 'Lot ID,Vials\nA,7', "Line 1: Missing required column 'Type'"],
    ['a column twice', 'Lot ID,Type,Vials,Lot Type\nA,B,7,C', "Line 1: column 'Lot Type' comes twice"],
    ['no header', 'A,B,7\nC,D,8', "Line 1: Missing required column 'Lot ID'"],
    ['more cells than columns', 'Lot ID,Type,Vials\nA,B,7\nC,D,8,9', 'Line 3: 4 cells, but the header has 3'],
    ['a quote never closed', 'Lot ID,Type,Vials\nA,"B,7\nC,D,8', 'Line 3: a quoted cell is never closed'],
    ['a quote in the middle', 'Lot ID,Type,Vials\nA,5" vial,7', 'Line 2: a quote is not where it may be'],
  ])('has %s', (_what, text, complaint) => {
    expect(read(text).errors).toContainEqual(expect.stringContaining(complaint))
  })

  it('has more lots than anybody plans, and the rest of it is not even read', () => {
    const rows = (count: number) => `Lot ID,Type,Vials\n${'A,B,7\n'.repeat(count)}`
    expect(read(rows(20_000))).toMatchObject({ errors: [], lots: { length: 20_000 } })
    const { errors, lots } = read(`${rows(20_001)}A,B,7\nA,"B,7`)
    expect(errors).toEqual(['Too many lots: more than 20000'])
    expect(lots).toEqual([])
  })

  it.each([
    ['rows of empty cells', ',,\n'.repeat(100_001), 'more than 100000 lines'],
    ['cells in a few rows', `A,B,7${','.repeat(50_000)}\n`.repeat(41), 'more than 2000000 cells'],
  ])('has too many %s', (_what, rows, complaint) => {
    expect(read(`Lot ID,Type,Vials\n${rows}`).errors).toEqual([expect.stringContaining(complaint)])
  })

  it.each([
    ['Latin-1', [0x4c, 0xe4, 0x2c]],
    ['UTF-16', [0xff, 0xfe, 0x4c, 0x00]],
    ['an archive', [0x50, 0x4b, 0x03, 0x04, 0xf0, 0x28]],
  ])('is %s and not UTF-8', (_what, content) => {
    expect(readCsv(Uint8Array.from(content)).errors).toEqual([expect.stringContaining('not UTF-8')])
  })
})

it('counts the line that names the separator', () => {
  const { source } = read('sep=,\r\nLot ID,Type,Vials\r\nA,B,7')
  expect(source.labels?.lot(0)).toBe('Line 3')
})

it('names cells by the line and the title that the file has', () => {
  const { source } = read('Lot ID;TYPE;Vials\n\nA;B;7\n"C\nC";D;8\nE;F;9')
  expect([0, 1, 2].map((index) => source.labels?.lot(index))).toEqual(['Line 3', 'Line 5', 'Line 6'])
  expect(source.labels?.field('lot_type')).toBe('TYPE')
})
