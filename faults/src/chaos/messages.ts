import { randomUUID } from 'node:crypto'
import { lanes, solveRequestedV1 } from '@filling/contracts'
import type { System } from '../system/system.ts'

type Publish = (subject: string, data: unknown) => Promise<void>

/** What reaches the stream although nobody of ours sent it; a broker that is away takes none of it. */
const sending =
  (send: (publish: Publish, system: System) => Promise<void>) =>
  async (system: System): Promise<void> => {
    const publish: Publish = (subject, data) =>
      system.bus.publish({ subject, id: `chaos-${randomUUID()}`, data }).catch(() => undefined)
    await send(publish, system)
  }

const recent = 20

/** Work that may be waiting, running or over is announced to both lanes once more. */
export const sendTwice = sending(async (publish, { db }) => {
  const rows = await db.query<{ id: number }>(
    `select id::int from scheduling.schedule order by id desc limit ${recent}`,
  )
  for (const lane of lanes)
    await Promise.all(rows.map(({ id }) => publish(solveRequestedV1[lane].subject, { scheduleId: id })))
})

const garbage = [
  null,
  7,
  'text',
  [],
  {},
  { scheduleId: 'one' },
  { scheduleId: -1 },
  { scheduleId: 2 ** 53 },
  { scheduleId: 1, more: 1 },
]

export const sendGarbage = sending(async (publish) => {
  for (const lane of lanes) await Promise.all(garbage.map((data) => publish(solveRequestedV1[lane].subject, data)))
})
