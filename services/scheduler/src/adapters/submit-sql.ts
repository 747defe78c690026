import { type Lane, scheduleSubmittedV1, solveRequestedV1 } from '@filling/contracts'
import { asOwner } from '@filling/database'
import { AppError } from '@filling/service-kit'
import { sql } from 'kysely'
import type { Accepted, Submission, Trail } from '../schedule.ts'
import { fits, type Room } from './dispatch-sql.ts'
import { fact } from './fact.ts'
import { type Db, type SummaryRow, toSummary } from './rows.ts'

export interface SubmitRequest {
  readonly ownerId: number
  readonly submission: Submission
  readonly idempotencyKey: string | undefined
  readonly trail: Trail
}

/** How far new jobs may go ahead, and who to tell when one has to wait. */
export interface Turns {
  roomIn(lane: Lane): Room | undefined
  submitted(lane: Lane): void
}

/** A key may vanish with its schedule between our insert and our look at it; then the key is free again. */
const tries = 3

/**
 * Stores a schedule, or finds the one that the same key stored before.
 * @throws AppError idempotency.key_reused when the key came with another body
 */
export const submitSchedule =
  (db: Db, turns: Turns) =>
  async (request: SubmitRequest): Promise<Accepted> => {
    for (let left = tries; left > 0; left -= 1) {
      const accepted = (await insert(db, turns, request)) ?? (await findByKey(db, request))
      if (accepted) return accepted
    }
    throw new AppError('service.unavailable', 'The schedule of this key is being deleted; try again')
  }

type AcceptedRow = SummaryRow & { readonly warnings: readonly string[] }

const toAccepted = (row: AcceptedRow): Accepted => ({ summary: toSummary(row), warnings: row.warnings })

/**
 * One statement, so one round trip and one transaction: all of it or nothing. Of requests that come at once with one
 * key, the unique index lets one through; the others wait for its commit and insert nothing. The job is announced with
 * it when solvers will soon begin it; else it waits for its turn.
 */
const insert = async (db: Db, turns: Turns, request: SubmitRequest): Promise<Accepted | undefined> => {
  const { ownerId, submission: s, idempotencyKey: key = null, trail } = request
  const atOnce = fits({ ...s, ownerId }, turns.roomIn(s.lane))
  const submitted = fact({ strategy: s.strategy, lots: s.lotsCount })
  const { rows } = await sql<AcceptedRow & { readonly waits: boolean }>`
    with fresh as materialized (
      select nextval('scheduling.schedule_id_seq') as id
    ), keyed as (
      insert into scheduling.idempotency_key (owner_id, key, body_hash, schedule_id)
      select ${ownerId}, ${key}::text, decode(${s.hash}, 'hex'), id from fresh where ${key}::text is not null
      on conflict do nothing
      returning schedule_id
    ), created as (
      insert into scheduling.schedule (id, owner_id, name, strategy, lane, start_time, lots_count, warnings, announced_at)
      select id, ${ownerId}, ${s.name}, ${s.strategy}, ${s.lane}, ${new Date(s.startTimeMs)}, ${s.lotsCount},
        ${JSON.stringify(s.warnings)}::json, case when ${atOnce} then now() end
      from fresh where ${key}::text is null or exists (select from keyed)
      returning *
    ), stored as (
      insert into scheduling.input (schedule_id, lots, config, trail)
      select id, ${s.lots}::json, ${s.config}::json, ${JSON.stringify(trail)}::jsonb from created
    ), audited as (
      insert into scheduling.audit (actor_id, action, schedule_id, request_id)
      select owner_id, 'submitted', id, ${trail['x-request-id'] ?? null} from created
    ), announced as (
      insert into scheduling.outbox (message_id, subject, data, headers)
      select id || ':' || epoch, ${solveRequestedV1[s.lane].subject}, jsonb_build_object('scheduleId', id),
        ${JSON.stringify(trail)}::jsonb from created where announced_at is not null
      union all
      select id || ':submitted', ${scheduleSubmittedV1.subject}, ${submitted}, ${JSON.stringify(trail)}::jsonb from created
    )
    select id, name, strategy, status, created_at, started_at, completed_at, error_message, start_time, warnings,
      announced_at is null as waits
    from created`.execute(asOwner(db, ownerId))
  if (rows[0]?.waits) turns.submitted(s.lane)
  return rows[0] && toAccepted(rows[0])
}

const findByKey = async (db: Db, request: SubmitRequest): Promise<Accepted | undefined> => {
  const { ownerId, idempotencyKey, submission } = request
  const { rows } = await sql<AcceptedRow & { readonly body_hash: Buffer }>`
    select s.id, name, strategy, status, s.created_at, started_at, completed_at, error_message, start_time, warnings, body_hash
    from scheduling.idempotency_key k join scheduling.schedule s on s.id = k.schedule_id
    where k.owner_id = ${ownerId} and s.owner_id = ${ownerId} and k.key = ${idempotencyKey}`.execute(
    asOwner(db, ownerId),
  )
  const row = rows[0]
  if (row && row.body_hash.toString('hex') !== submission.hash)
    throw new AppError('idempotency.key_reused', 'This Idempotency-Key was used for another request')
  return row && toAccepted(row)
}
