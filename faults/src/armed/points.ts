import { writeSync } from 'node:fs'
import type { Bus, ConsumeOptions, Handler } from '@filling/messaging'
import pg from 'pg'

/** Where a process ends or hurts itself. Those that begin with `die` are SIGKILL from within. */
export const solverPoints = [
  'die before the claim',
  'die after the claim',
  'die in mid solve',
  'die after the commit, before the ack',
  'die after the ack',
  'freeze in mid solve',
  'block the event loop in mid solve',
] as const
export const apiPoints = ['die before the publish', 'die between publish and outbox delete'] as const
export type Point = (typeof solverPoints)[number] | (typeof apiPoints)[number]

export const pointFromEnvironment = (): Point => process.env.FAULT_POINT as Point

/** Longer than any lease. */
const blockedMs = Number(process.env.FAULT_BLOCKED_MS ?? 20_000)

let happened = false

/** Says it without waiting for anybody, because there may be no later, and does it once. */
const happen = (point: Point, scheduleId: number): void => {
  if (happened) return
  happened = true
  writeSync(1, `${JSON.stringify({ point, scheduleId })}\n`)
  if (point.startsWith('die')) process.kill(process.pid, 'SIGKILL')
  if (point.startsWith('freeze')) process.kill(process.pid, 'SIGSTOP')
  if (point.startsWith('block')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockedMs)
}

/** The real bus, which lets the process come to harm at the wanted point. What it carries is untouched. */
export const armed = (bus: Bus, point: Point, databaseUrl: string): Bus => ({
  ...bus,
  consume: (options, handler) => bus.consume(options, armedHandler({ bus, point, databaseUrl, options, handler })),
  async publish(message) {
    const id = Number(message.id.split(':')[0])
    if (point === 'die before the publish') happen(point, id)
    await bus.publish(message)
    if (point === 'die between publish and outbox delete') happen(point, id)
  },
  notify(subject, data) {
    bus.notify(subject, data)
    const { schedule_id, status, progress } = data as {
      schedule_id?: number
      status?: string
      progress?: object | null
    }
    if (point.endsWith('in mid solve') && schedule_id && status === 'running' && progress) happen(point, schedule_id)
  },
})

interface Armed<T> {
  readonly bus: Bus
  readonly point: Point
  readonly databaseUrl: string
  readonly options: ConsumeOptions<T>
  readonly handler: Handler<T>
}

const armedHandler =
  <T>({ bus, point, databaseUrl, options, handler }: Armed<T>): Handler<T> =>
  async (message, delivery) => {
    const { scheduleId } = message.data as { readonly scheduleId: number }
    if (point === 'die before the claim') happen(point, scheduleId)
    if (point === 'die after the claim')
      void untilRunning(databaseUrl, scheduleId).then(() => happen(point, scheduleId))
    const outcome = await handler(message, delivery)
    if (point === 'die after the commit, before the ack') happen(point, scheduleId)
    if (point === 'die after the ack') void untilIdle(bus, options.consumer).then(() => happen(point, scheduleId))
    return outcome
  }

/** The claim is one statement inside the service; its effect is seen from outside at once. */
const untilRunning = async (url: string, id: number): Promise<void> => {
  const client = new pg.Client({ connectionString: url, application_name: 'faults' })
  await client.connect()
  for (;;) {
    const { rows } = await client.query('select status from scheduling.schedule where id = $1', [id])
    if (rows[0]?.status === 'running') return
  }
}

const untilIdle = async (bus: Bus, consumer: ConsumeOptions<unknown>['consumer']): Promise<void> => {
  while ((await bus.backlog(consumer)).inFlight > 0);
}
