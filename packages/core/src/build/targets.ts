import type { Findings } from '../intake/findings.ts'
import type { LotInput } from '../intake/lot-reader.ts'
import { showHours, showName } from '../intake/show.ts'
import { maxHours } from '../intake/values.ts'
import { type Micros, toHours } from '../time.ts'

/** Target times of one lot, counted from the start of the schedule. */
export interface Targets {
  readonly targetStart?: Micros
  readonly targetEnd?: Micros
}

const fromStart = (
  lot: LotInput,
  field: 'target_start' | 'target_end',
  epochMs: number | undefined,
  startMs: number,
  findings: Findings,
): Micros | undefined => {
  if (epochMs === undefined) return undefined
  const micros = (epochMs - startMs) * 1000
  if (Math.abs(toHours(micros)) <= maxHours) return micros
  findings.error(
    `Lot ${showName(lot.lotId)}: '${field}' is more than ${maxHours} h away from the start of the schedule (${showHours(toHours(micros))})`,
  )
  return undefined
}

export const targetsOf = (lot: LotInput, startMs: number, findings: Findings): Targets => {
  const targetStart = fromStart(lot, 'target_start', lot.targetStartMs, startMs, findings)
  const targetEnd = fromStart(lot, 'target_end', lot.targetEndMs, startMs, findings)
  return {
    ...(targetStart === undefined ? {} : { targetStart }),
    ...(targetEnd === undefined ? {} : { targetEnd }),
  }
}
