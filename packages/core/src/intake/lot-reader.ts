import type { Findings } from './findings.ts'
import { type LotField, lotFieldNames, lotFields, readInstant, requiredFields } from './lot-fields.ts'
import { documentLabels, type LotLabels } from './lot-labels.ts'
import { show, showName } from './show.ts'
import { Tally } from './tally.ts'
import { type Fields, isFields, ownValue, typeName } from './values.ts'

/** A lot as the planner gave it, checked field by field but not yet against the rules of the line. */
export interface LotInput {
  readonly lotId: string
  readonly lotType: string
  readonly vials: number
  readonly fillHours: number
  /** Since 1970-01-01T00:00:00Z, as for `targetEndMs`. */
  readonly targetStartMs?: number
  readonly targetEndMs?: number
  readonly priority?: number
}

/** More different unknown fields than this are noise. */
const maxUnknownNames = 20

/** Reads one lot after the other and remembers what only shows over the whole list. */
export class LotReader {
  readonly #findings: Findings
  readonly #labels: LotLabels
  readonly #fillRateVph: number | undefined
  readonly #tally = new Tally()
  readonly #unknownNames = new Set<string>()
  readonly #ids = new Set<string>()
  readonly #doubled = new Set<string>()
  usedFillRate = false

  /** With a fill rate (vials per hour), a lot may leave out its fill hours. */
  constructor(findings: Findings, labels: LotLabels = documentLabels, fillRateVph?: number) {
    this.#findings = findings
    this.#labels = labels
    this.#fillRateVph = fillRateVph
  }

  /** The lot, or undefined after reporting everything that is wrong with it. */
  read(index: number, entry: unknown): LotInput | undefined {
    if (!isFields(entry)) {
      this.#findings.error(`${this.#labels.lot(index)}: must be an object (got ${show(entry)})`)
      return undefined
    }
    const fields = this.#withFillHours(entry)
    this.#warnUnknown(index, fields)
    const sound = this.#checkFields(index, fields)
    return sound ? this.#assemble(index, fields) : undefined
  }

  /** Ids that came more than once. */
  get duplicates(): ReadonlySet<string> {
    return this.#doubled
  }

  reportTally(): void {
    this.#tally.report(this.#findings)
  }

  #withFillHours(entry: Fields): Fields {
    const vials = ownValue(entry, 'vials')
    const missing = (ownValue(entry, 'fill_hours') ?? undefined) === undefined
    if (this.#fillRateVph === undefined || !missing || lotFields.vials(vials)) return entry
    this.usedFillRate = true
    return { ...entry, fill_hours: (vials as number) / this.#fillRateVph }
  }

  /** What follows from vials is only missing when they are wrong, which is said already. */
  #derives(name: LotField): boolean {
    return name === 'fill_hours' && this.#fillRateVph !== undefined
  }

  #warnUnknown(index: number, fields: Fields): void {
    for (const name of Object.keys(fields)) {
      if (Object.hasOwn(lotFields, name)) continue
      if (this.#unknownNames.size >= maxUnknownNames && !this.#unknownNames.has(name)) continue
      this.#unknownNames.add(name)
      this.#tally.add(`unknown field '${showName(name)}' is ignored`, this.#labels.lot(index))
    }
  }

  #checkFields(index: number, fields: Fields): boolean {
    const lot = this.#labels.lot(index)
    let sound = true
    const complain = (text: string) => {
      this.#findings.error(`${lot}: ${text}`)
      sound = false
    }
    for (const name of lotFieldNames) {
      const value = ownValue(fields, name) ?? undefined
      const complaint = value === undefined ? undefined : lotFields[name](value)
      if (complaint) complain(`'${this.#labels.field(name)}' ${complaint}`)
      if (value === undefined && requiredFields.has(name) && !this.#derives(name))
        complain(`Missing required field '${this.#labels.field(name)}'`)
      if (name === 'lot_id' && value !== undefined && !complaint) this.#remember(String(value))
    }
    return sound
  }

  /** One spelling of accented letters counts as the other: nobody can tell the two ids apart. */
  #remember(written: string): void {
    const id = written.trim().normalize('NFC')
    if (this.#ids.has(id)) this.#doubled.add(id)
    this.#ids.add(id)
  }

  #assemble(index: number, fields: Fields): LotInput | undefined {
    const targetStartMs = this.#targetMs(index, fields, 'target_start')
    const targetEndMs = this.#targetMs(index, fields, 'target_end')
    if (targetStartMs !== undefined && targetEndMs !== undefined && targetEndMs <= targetStartMs) {
      const names = `'${this.#labels.field('target_end')}' must be after '${this.#labels.field('target_start')}'`
      this.#findings.error(
        `${this.#labels.lot(index)}: ${names} (got ${show(fields.target_end)} and ${show(fields.target_start)})`,
      )
      return undefined
    }
    return {
      lotId: this.#name(index, fields, 'lot_id'),
      lotType: typeName(this.#name(index, fields, 'lot_type')),
      vials: fields.vials as number,
      fillHours: fields.fill_hours as number,
      ...(targetStartMs === undefined ? {} : { targetStartMs }),
      ...(targetEndMs === undefined ? {} : { targetEndMs }),
      ...(typeof fields.priority === 'number' ? { priority: fields.priority } : {}),
    }
  }

  #name(index: number, fields: Fields, field: LotField): string {
    const written = fields[field] as string
    const name = written.trim()
    if (name !== written)
      this.#tally.add(`spaces around '${this.#labels.field(field)}' are removed`, this.#labels.lot(index))
    return name
  }

  #targetMs(index: number, fields: Fields, field: LotField): number | undefined {
    const value = ownValue(fields, field) ?? undefined
    if (value === undefined) return undefined
    const instant = readInstant(value)
    if (instant.assumed) this.#tally.add(`'${this.#labels.field(field)}' ${instant.assumed}`, this.#labels.lot(index))
    return instant.epochMs
  }
}
