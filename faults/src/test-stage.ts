import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@filling/test-kit'
import { expect } from 'vitest'
import type { StoredRow } from './history.ts'
import { judge } from './judge/judge.ts'
import type { ServiceProcess } from './system/service-process.ts'
import { settle } from './system/settle.ts'
import { type System, type SystemOptions, startSystem } from './system/system.ts'

export interface Stage {
  readonly system: System
  /** Fails when the answer was no. */
  submit(job: object): Promise<number>
  row(id: number): Promise<StoredRow>
  /** The schedule in its terminal state. */
  ended(id: number, withinMs?: number): Promise<StoredRow>
  /** Gives work to everybody until the armed process comes to its point; on which schedule that was. */
  untilHurt(victim: ServiceProcess, job: object): Promise<number>
  /** Everything that was ever submitted here kept every promise. */
  expectNothingWrong(): Promise<void>
  close(): Promise<void>
}

/** On a machine that does other things as well. */
const patienceMs = 90_000
const over = new Set(['completed', 'failed', 'cancelled'])

export const openStage = async (options: Partial<SystemOptions> = {}): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), 'filling-faults-'))
  const system = await startSystem({ folder, ...options })
  let submits = 0
  const submit = async (job: object): Promise<number> => {
    submits += 1
    const id = await system.planner.submit(`job ${submits}`, job)
    if (id === undefined) throw new Error(`job ${submits} was not accepted, see ${system.history.file}`)
    return id
  }
  const row = async (id: number): Promise<StoredRow> => {
    const [found] = await system.db.rows([id])
    if (!found) throw new Error(`schedule ${id} is not there, see ${system.history.file}`)
    return found
  }
  return {
    ...{ system, submit, row },
    async ended(id, withinMs = patienceMs) {
      await eventually(async () => over.has((await row(id)).status), { withinMs })
      const end = await row(id)
      // So that the judge knows what must not change any more.
      system.history.note({ kind: 'seen', id, status: end.status, digest: end.digest })
      return end
    },
    async untilHurt(victim, job) {
      await victim.ready
      let hurt: number | undefined
      void victim.said.then(({ scheduleId }) => (hurt = scheduleId))
      for (let sent = 0; sent < 40 && hurt === undefined; sent += 1) {
        const id = await submit(job)
        // The victim and everybody else take their turn.
        await eventually(async () => hurt !== undefined || (await row(id)).status !== 'pending', {
          withinMs: patienceMs,
        })
      }
      return (await victim.said).scheduleId
    },
    async expectNothingWrong() {
      await settle(system, 'job ', patienceMs)
      const found = judge(system.history.entries)
      expect(found, `see ${system.history.file}`).toEqual([])
    },
    close: () => system.close(),
  }
}
