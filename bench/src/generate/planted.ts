import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refused } from '../adapters/command.ts'

const head = 'instance,planted_makespan'

/** Makespans of hidden plans by instance, in the file from which the solver's table reads the best known ones. */
export class Planted {
  readonly #file: string
  readonly #makespans = new Map<string, string>()

  /** Goes on from the file of an earlier call. */
  constructor(folder: string) {
    this.#file = join(folder, 'best_known.csv')
    if (!existsSync(this.#file)) return
    const [first, ...rows] = readFileSync(this.#file, 'utf8').trimEnd().split(/\r?\n/)
    if (first !== head) throw new Refused(`${this.#file} has other columns than '${head}': choose another --out`)
    for (const row of rows) {
      const [name = '', makespan = ''] = row.split(',')
      this.#makespans.set(name, makespan)
    }
  }

  add(name: string, makespan: number): void {
    this.#makespans.set(name, makespan.toFixed(6))
  }

  write(): void {
    if (this.#makespans.size === 0) return
    const rows = [...this.#makespans].map(([name, makespan]) => `${name},${makespan}`)
    writeFileSync(this.#file, `${[head, ...rows].join('\n')}\n`)
  }
}
