import { check } from '@filling/contracts'
import { AppError } from '@filling/service-kit'
import { type Static, Type } from 'typebox'
import type { JsonCursor } from './json-cursor.ts'

/** What the scheduler says about a schedule besides its plan; open, because it may say more one day. */
const Head = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  strategy: Type.String(),
  status: Type.String(),
  created_at: Type.String(),
  completed_at: Type.Union([Type.String(), Type.Null()]),
  start_time: Type.String(),
})

export interface Plan {
  readonly schedule: Omit<Static<typeof Head>, 'status'>
  /** Stands behind the opening bracket of the result. */
  readonly result: JsonCursor
}

/** Reads as far as the result. @throws AppError schedule.not_completed */
export const openPlan = async (answer: JsonCursor): Promise<Plan> => {
  const { entered, before } = await answer.enter('result')
  const { status, ...schedule } = readHead(entered ? `${before.replace(/,\s*$/, '')}}` : before)
  if (!entered && status === 'completed') throw new Error(`Schedule ${schedule.id} is completed and has no result`)
  // What was cancelled may have kept the best plan that there was.
  if (!entered) throw new AppError('schedule.not_completed', 'Schedule not completed yet')
  return { schedule, result: answer }
}

/** A head that lacks a field would mean that the scheduler writes the result before it. */
const readHead = (text: string): Static<typeof Head> => {
  const checked = check(Head, JSON.parse(text))
  if (!checked.ok) throw new Error(`The scheduler's answer cannot be read: ${checked.errors.join('; ')}`)
  const { id, name, strategy, status, created_at, completed_at, start_time } = checked.value
  return { id, name, strategy, status, created_at, completed_at, start_time }
}
