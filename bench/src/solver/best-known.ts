import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface BestKnown {
  readonly bestKnown?: number
  readonly originalBest?: number
  readonly planted?: number
}

const hours = (cell: string | undefined): number | undefined => (cell ? Number(cell) : undefined)

const optional = (row: Record<string, number | undefined>): BestKnown =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))

/** `best_known.csv` of the folder or of the one above; no file, no comparison. */
export const readBestKnown = (folder: string): ReadonlyMap<string, BestKnown> => {
  const file = [join(folder, 'best_known.csv'), join(folder, '..', 'best_known.csv')].find(existsSync)
  if (!file) return new Map()
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/)
  const column = (name: string) => head.split(',').indexOf(name)
  return new Map(
    lines.map((line) => {
      const cells = line.split(',')
      const cell = (name: string) => hours(cells[column(name)])
      const known = {
        bestKnown: cell('best_known'),
        originalBest: cell('original_best_of_six'),
        planted: cell('planted_makespan'),
      }
      return [cells[column('instance')] ?? '', optional(known)]
    }),
  )
}
