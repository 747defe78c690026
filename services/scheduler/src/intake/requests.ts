import { check, ScheduleEnvelope, type ValidateAnswer } from '@filling/contracts'
import type { Job, Planned, Submission } from '../schedule.ts'
import { keptPlan } from '../solving/kept-plan.ts'
import { readCsv } from './csv.ts'
import { Problems } from './problems.ts'
import { parseJson, type Reading, read, refuse } from './reading.ts'
import { type Draft, readLots, readSubmission } from './submission.ts'

/** What arrived, still as bytes, or a plan to be shown; a big one is read in a worker thread, so it must be plain data. */
export type Request =
  | { readonly kind: 'json'; readonly body: Uint8Array; readonly nowMs: number }
  | { readonly kind: 'validate'; readonly body: Uint8Array; readonly nowMs: number }
  | { readonly kind: 'csv'; readonly form: CsvForm; readonly nowMs: number }
  | { readonly kind: 'kept'; readonly job: Job; readonly incumbent: Uint8Array }

export interface CsvForm {
  readonly file: Uint8Array
  readonly fields: Readonly<Record<string, string>>
}

export type Answers = {
  readonly json: Submission
  readonly csv: Submission
  readonly validate: ValidateAnswer
  readonly kept: Planned | undefined
}

/** Reads a request of either kind. Never throws for what a caller sent. */
export const readRequest = (request: Request): Reading<Answers[Request['kind']]> => {
  try {
    switch (request.kind) {
      case 'json':
        return readJsonSubmit(request.body, request.nowMs)
      case 'csv':
        return readCsvSubmit(request.form, request.nowMs)
      case 'validate':
        return readValidation(request.body, request.nowMs)
      case 'kept':
        return read(keptPlan(request.job, request.incumbent))
      default:
        return request satisfies never
    }
  } catch (error) {
    // The engine reads JSON of any depth, but writes it by recursion.
    if (error instanceof RangeError) return refuse('request.malformed', 'The body is nested too deeply')
    throw error
  }
}

const readJsonSubmit = (body: Uint8Array, nowMs: number): Reading<Submission> => {
  const json = parseJson(body)
  if (json.kind === 'refused') return json
  const envelope = openEnvelope(json.value)
  if (envelope.kind === 'refused') return envelope
  const { lots_data: lots, ...rest } = envelope.value
  return readSubmission({ ...rest, lots }, nowMs)
}

const openEnvelope = (value: unknown): Reading<ScheduleEnvelope> => {
  const envelope = check(ScheduleEnvelope, value)
  return envelope.ok
    ? read(envelope.value)
    : refuse('request.invalid', { message: 'Invalid request', errors: [...envelope.errors], warnings: [] })
}

/** Empty form fields are absent ones: browsers send every field of a form. */
const readCsvSubmit = ({ file, fields }: CsvForm, nowMs: number): Reading<Submission> => {
  const given = Object.fromEntries(Object.entries(fields).filter(([, text]) => text.trim() !== ''))
  const config = given.config === undefined ? read(undefined) : parseConfigText(given.config)
  if (config.kind === 'refused') return config
  const envelope = openEnvelope({ ...given, config: config.value ?? {}, lots_data: null })
  if (envelope.kind === 'refused') return envelope
  const { lots_data: _, ...rest } = envelope.value
  return readSubmission({ ...rest, ...readCsv(file) }, nowMs)
}

const parseConfigText = (text: string): Reading<unknown> => {
  try {
    return read(JSON.parse(text))
  } catch {
    return refuse('config.invalid', { message: 'Invalid config', errors: ["'config' is not valid JSON"], warnings: [] })
  }
}

/** A list of lots, or lots together with the rules that they shall be checked against. */
const readValidation = (body: Uint8Array, nowMs: number): Reading<ValidateAnswer> => {
  const json = parseJson(body)
  if (json.kind === 'refused') return json
  const draft = toDraft(json.value)
  if (draft.kind === 'refused') return draft
  const problems = new Problems()
  readLots(draft.value, nowMs, problems)
  const { errors, warnings } = problems
  const count = Array.isArray(draft.value.lots) ? draft.value.lots.length : 0
  return read({ valid: errors.length === 0, errors, warnings, lots_count: count })
}

const toDraft = (value: unknown): Reading<Draft> => {
  if (Array.isArray(value)) return read({ lots: value })
  const { lots_data: lots, config, ...others } = (value ?? {}) as Record<string, unknown>
  const unknown = Object.keys(others)
  if (typeof value === 'object' && lots !== undefined && unknown.length === 0) return read({ lots, config })
  return refuse('request.invalid', 'Send a list of lots, or an object with lots_data and, if wanted, config')
}
