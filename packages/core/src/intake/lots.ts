import type { Config } from './config.ts'
import { Findings, type Parsed } from './findings.ts'
import type { LotLabels } from './lot-labels.ts'
import { type LotInput, LotReader } from './lot-reader.ts'
import { show, showList, showName } from './show.ts'

export const maxLots = 20_000

/** Where the lots come from: how messages name things, and what a lot may leave out. */
export interface LotSource {
  /** `fill_hours` may be missing and is then `vials / fillRateVph`: the case of CSV rows. */
  readonly fillHoursOptional?: boolean
  readonly labels?: LotLabels
}

const lotsOf = (input: readonly unknown[], reader: LotReader): readonly LotInput[] => {
  const lots: LotInput[] = []
  for (const [index, entry] of input.entries()) {
    const lot = reader.read(index, entry)
    if (lot) lots.push(lot)
  }
  return lots
}

const checkShape = (input: unknown, findings: Findings): input is readonly unknown[] => {
  if (!Array.isArray(input)) findings.error(`Lots data must be a list of lots (got ${show(input)})`)
  else if (input.length === 0) findings.error('Lots data is empty: at least one lot is needed')
  else if (input.length > maxLots) findings.error(`Too many lots: ${input.length} (at most ${maxLots})`)
  return !findings.failed
}

/**
 * Reads a list of lots and reports all problems together, each with the lot's place in the list and the value found.
 * Target times become milliseconds since 1970; `buildProblem` relates them to the start of the schedule.
 */
export const parseLots = (input: unknown, config: Config, source: LotSource = {}): Parsed<readonly LotInput[]> => {
  const findings = new Findings()
  if (!checkShape(input, findings)) return findings.settle([])

  const reader = new LotReader(findings, source.labels, source.fillHoursOptional ? config.fillRateVph : undefined)
  const lots = lotsOf(input, reader)
  const doubled = [...reader.duplicates].map(showName)
  if (doubled.length > 0) findings.error(`Duplicate lot_ids: ${showList(doubled)}`)
  reader.reportTally()
  if (config.given.has('fill_rate_vph') && !reader.usedFillRate)
    findings.warn("Config: 'fill_rate_vph' has no effect: every lot states its 'fill_hours'")
  return findings.settle(lots)
}
