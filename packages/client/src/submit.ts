import type { ScheduleRequest } from '@filling/contracts'

export interface SubmitOptions {
  /** The same key and body give the same schedule, however often it is sent. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

/** What may go with a CSV file (columns `Lot ID,Type,Vials[,Fill Hours,Target Start,Target End,Priority]`). */
export interface CsvSubmit {
  readonly name?: string
  readonly strategy?: string
  readonly config?: Readonly<Record<string, unknown>>
  /** ISO 8601 */
  readonly startTime?: string
}

export const jsonSubmit = (request: ScheduleRequest, options: SubmitOptions): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...idempotency(options) },
  body: JSON.stringify(request),
  ...signalOf(options),
})

export const csvSubmit = (csv: string | Blob, fields: CsvSubmit, options: SubmitOptions): RequestInit => {
  const form = new FormData()
  form.set('csv_file', typeof csv === 'string' ? new Blob([csv], { type: 'text/csv' }) : csv, 'lots.csv')
  if (fields.name !== undefined) form.set('name', fields.name)
  if (fields.strategy !== undefined) form.set('strategy', fields.strategy)
  if (fields.config !== undefined) form.set('config', JSON.stringify(fields.config))
  if (fields.startTime !== undefined) form.set('start_time', fields.startTime)
  return { method: 'POST', headers: idempotency(options), body: form, ...signalOf(options) }
}

const idempotency = ({ idempotencyKey }: SubmitOptions): Record<string, string> =>
  idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }

export const signalOf = ({ signal }: { readonly signal?: AbortSignal }): { signal?: AbortSignal } =>
  signal ? { signal } : {}
