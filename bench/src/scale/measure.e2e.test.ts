import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { open } from '../adapters/databases.ts'
import { type Crowd, crowdOf } from './crowd.ts'
import { measureRow } from './measure.ts'
import { type System, startSystem } from './system.ts'

// CPU times come from /proc.
describe.runIf(process.platform === 'linux')('a system that is measured', () => {
  let parts: AsyncDisposableStack
  let system: System
  let crowd: Crowd
  beforeAll(async () => {
    await using opened = new AsyncDisposableStack()
    system = opened.adopt(await startSystem(), (it) => it.close())
    const db = opened.adopt(open(system.databaseUrl), (it) => it.destroy())
    crowd = await crowdOf(system, db)
    await system.scaleTo(2)
    parts = opened.move()
  })
  afterAll(() => parts.disposeAsync())

  it.each(['quick', 'mixed', 'long'] as const)(
    'finds one plan and two facts for each of a few %s jobs',
    async (scenario) => {
      const row = await measureRow(system, crowd, { scenario, solvers: 2, jobs: 4, seed: 1 })
      expect(row).toMatchObject({ scenario, solvers: 2, jobs: 4, lost: 0, doubled: 0 })
      expect(row.jobsPerSecond).toBeCloseTo(4 / row.seconds)
      expect(row.submitToCompleted.p99).toBeLessThanOrEqual(row.seconds)
      expect(row.cpuMsPerJob.solver).toBeGreaterThan(0)
      expect(row.slotsTaken).toBeGreaterThan(0)
      expect(row.slotsTaken).toBeLessThanOrEqual(1.01)
    },
  )

  it('takes the whole time limit of a long job', async () => {
    const { seconds } = await measureRow(system, crowd, { scenario: 'long', solvers: 2, jobs: 2, seed: 2 })
    expect(seconds).toBeGreaterThan(2)
  })
})
