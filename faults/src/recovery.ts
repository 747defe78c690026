// How long work stands still when a part is lost: pnpm faults:recovery [--kills N]
import { parseArgs } from 'node:util'
import { judgeProcesses } from './judge/findings.ts'
import { quantile } from './quantile.ts'
import { type Dip, measureDip } from './recovery/servers.ts'
import { jobsEach, killOne, stopOne } from './recovery/solvers.ts'
import { type System, startSystem } from './system/system.ts'

const { values } = parseArgs({ options: { kills: { type: 'string', default: '5' } } })
const kills = Number(values.kills)
const wrong: string[] = []
const seconds = (ms: number | undefined): string =>
  ms === undefined ? 'not within 40 s' : `${(ms / 1_000).toFixed(1)} s`
const row = (what: string, found: string): void => console.log(`${what.padEnd(56)}${found}`)

const solvers = async (system: System): Promise<void> => {
  const afterMs: number[] = []
  for (let round = 0; round < kills; round += 1) afterMs.push(...(await killOne(system, round)))
  const [p50, p99] = [0.5, 0.99].map((share) => seconds(quantile(afterMs, share)))
  row('solver killed: begun again after', `p50 ${p50}, p99 ${p99} (${afterMs.length} jobs of ${kills} solvers)`)
  const { exitMs, code, begunAgainMs, attempts } = await stopOne(system, 0)
  row('solver stopped (SIGTERM): exits after', `${seconds(exitMs)}, code ${code}`)
  row('  begun again after', `${seconds(Math.max(...begunAgainMs))} at most (${begunAgainMs.length} jobs)`)
  row('  attempts counted', `${Math.max(...attempts)} at most`)
}

const servers = async (system: System): Promise<void> => {
  const strikes: Readonly<Record<string, () => Promise<unknown>>> = {
    'database restarted': system.postgres.restart,
    'database crashed': system.postgres.crash,
    'broker killed and started': async () => {
      await system.nats.kill()
      await system.nats.restart()
    },
    'broker wiped': system.nats.wipe,
  }
  for (const [name, strike] of Object.entries(strikes)) told(name, await measureDip(system, name, strike))
}

const told = (name: string, { perSecondBefore, recoveredMs, submitted, completed }: Dip): void => {
  if (completed < submitted) wrong.push(`${name}: ${submitted - completed} jobs were not planned`)
  row(
    `${name}: 90 % of throughput after`,
    `${seconds(recoveredMs)} (${perSecondBefore.toFixed(0)}/s before; ${completed} of ${submitted} planned)`,
  )
}

const system = await startSystem({
  folder: 'out/faults/recovery',
  solvers: 2,
  env: { SOLVER_SLOTS_FAST: '2', SOLVER_SLOTS_EXACT: String(2 * jobsEach) },
})
try {
  await Promise.all(system.solvers.map(({ ready }) => ready))
  await servers(system)
  await solvers(system)
  wrong.push(...judgeProcesses(system.history.entries).map(({ what }) => what))
} finally {
  await system.close()
}
for (const what of wrong) console.log(what)
process.exitCode = wrong.length > 0 ? 1 : 0
