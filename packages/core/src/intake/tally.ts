import type { Findings } from './findings.ts'
import { showMore } from './show.ts'

interface Entry {
  count: number
  readonly first: string
}

/** Counts remarks that would repeat on every row, and says each once: how often, and where first. */
export class Tally {
  readonly #entries = new Map<string, Entry>()

  add(remark: string, place: string): void {
    const entry = this.#entries.get(remark)
    if (entry) entry.count += 1
    else this.#entries.set(remark, { count: 1, first: place })
  }

  report(findings: Findings): void {
    for (const [remark, { count, first }] of this.#entries)
      findings.warn(count === 1 ? `${first}: ${remark}` : `${first}: ${remark} (and ${showMore(count - 1)})`)
  }
}
