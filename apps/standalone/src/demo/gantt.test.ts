import type { Activity } from '@filling/contracts'
import { describe, expect, it } from 'vitest'
import { gantt } from './gantt.ts'

const plain = (_style: string, text: string): string => text
const options = { width: 80, rows: 10, paint: plain }

/** Kind, hours, lot and type, one after the other. */
const plan = (...stretches: [Activity['kind'], number, string?, string?][]): Activity[] => {
  let start = 0
  return stretches.map(([kind, hours, lotId = null, lotType = null]) => {
    const activity = {
      start,
      end: start + hours,
      kind,
      lot_id: lotId,
      lot_type: lotType,
      note: '',
      duration_hours: hours,
    }
    start += hours
    return activity
  })
}

const bars = (text: string): string[] => text.split('\n').filter((line) => /^ +[\d.]+ h /.test(line))

describe('the text Gantt', () => {
  it('draws a line for every block and tells clean, changeover and fill apart without colour', () => {
    const drawn = gantt(
      plan(
        ['clean', 24],
        ['fill', 40, 'A1', 'X'],
        ['changeover', 8],
        ['fill', 40, 'B1', 'Y'],
        ['clean', 24],
        ['fill', 60, 'A2', 'X'],
      ),
      options,
    )
    expect(bars(drawn)).toHaveLength(2)
    expect(bars(drawn)[0]).toMatch(/^ +0\.0 h ░+█A1█+·+▓B1▓+ 112 h$/)
    expect(bars(drawn)[1]).toMatch(/^ +112\.0 h ░+█A2█+ 84 h$/)
    expect(drawn).toContain('███ X   ▓▓▓ Y')
  })

  it('shows a fill that is shorter than a column', () => {
    const drawn = gantt(
      plan(['clean', 24], ['fill', 0.01, 'tiny', 'X'], ['changeover', 8], ['fill', 100, 'B', 'Y']),
      options,
    )
    expect(bars(drawn)[0]).toContain('░█·')
  })

  it('never gets wider than its line by adding up roundings', () => {
    const many = Array.from({ length: 30 }, (_, i): [Activity['kind'], number, string, string] => [
      'fill',
      3.3,
      `L${i}`,
      'X',
    ])
    const drawn = gantt(plan(['clean', 24], ...many), options)
    for (const line of drawn.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('counts the blocks that it does not draw', () => {
    const blocks = Array.from(
      { length: 12 },
      () =>
        [
          ['clean', 24],
          ['fill', 5, 'A', 'X'],
        ] as const,
    ).flat()
    const drawn = gantt(
      plan(...blocks.map((block) => [...block] as [Activity['kind'], number, string?, string?])),
      options,
    )
    expect(bars(drawn)).toHaveLength(10)
    expect(drawn).toContain('and 2 more blocks')
  })

  it('draws a plan whose line comes in clean', () => {
    expect(bars(gantt(plan(['fill', 5, 'A', 'X'], ['idle', 2], ['fill', 5, 'B', 'X']), options))[0]).toMatch(
      /█A█+ +█B█+ 12 h/,
    )
  })
})
