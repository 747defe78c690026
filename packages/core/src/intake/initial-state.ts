import type { Findings } from './findings.ts'
import { show, showName } from './show.ts'
import { isFields, maxHours, nameComplaint, numberComplaint, ownValue, typeName } from './values.ts'

/** The line is inside a campaign: this much of the window is gone, and the first fill changes over from that type. */
export interface InitialStateInput {
  readonly windowUsedHours: number
  readonly lastLotType?: string
}

const knownKeys = new Set(['window_used_hours', 'last_lot_type'])

export const parseInitialState = (input: unknown, findings: Findings): InitialStateInput | undefined => {
  if (input === undefined) return undefined
  if (!isFields(input)) {
    findings.error(`Config: 'initial_state' must be an object (got ${show(input)})`)
    return undefined
  }
  for (const key of Object.keys(input))
    if (!knownKeys.has(key)) findings.warn(`Unknown config key 'initial_state.${showName(key)}' is ignored`)

  const used = ownValue(input, 'window_used_hours')
  const type = ownValue(input, 'last_lot_type') ?? undefined
  const usedComplaint = used === undefined ? 'is required' : numberComplaint(used, { min: 0, max: maxHours })
  if (usedComplaint) findings.error(`Config: 'initial_state.window_used_hours' ${usedComplaint}`)
  const typeComplaint = type === undefined ? undefined : nameComplaint(type)
  if (typeComplaint) findings.error(`Config: 'initial_state.last_lot_type' ${typeComplaint}`)

  const windowUsedHours = used as number
  return type === undefined ? { windowUsedHours } : { windowUsedHours, lastLotType: typeName(String(type)) }
}
