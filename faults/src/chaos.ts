// Random faults over the system of processes, judged: pnpm chaos --runs N --seed S [--first RUN] | --judge FILE
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { partOf } from './chaos/part.ts'
import { planOf } from './chaos/plan.ts'
import { perform, prefixOf } from './chaos/run.ts'
import { tableOf } from './chaos/table.ts'
import { readHistory } from './history.ts'
import type { Finding } from './judge/findings.ts'
import { judge } from './judge/judge.ts'
import { settle } from './system/settle.ts'
import { type System, startSystem } from './system/system.ts'

/** Runs whose work is not over yet; the faults of one run also hit what is left of those before it. */
const atOnce = 4
/** Five attempts, each as long as a lease, on a busy machine. */
const settleWithinMs = 120_000

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    first: { type: 'string', default: '0' },
    folder: { type: 'string', default: 'out/faults' },
    judge: { type: 'string' },
  },
})
const [runs, seed, first] = [values.runs, values.seed, values.first].map(Number) as [number, number, number]

const finish = async (system: System, run: number, from: number): Promise<void> => {
  await settle(system, prefixOf(run), settleWithinMs)
  const part = partOf(system.history.entries, prefixOf(run), from)
  const findings = judge(part)
  const struck = planOf(seed, run).flatMap((step) => (step.kind === 'fault' ? [step.fault] : []))
  const count = part.filter(({ kind }) => kind === 'accepted').length
  const took = ((Date.now() - from) / 1_000).toFixed(0).padStart(3)
  console.log(
    `run ${run}: ${findings.length ? 'WRONG' : 'right'} after ${took} s; ${count} accepted; ${struck.join(', ')}`,
  )
  for (const { wrong, what } of findings) console.log(`  ${wrong}: ${what}`)
  if (findings.length) console.log(`  again: pnpm chaos --runs 1 --seed ${seed} --first ${run}`)
}

const runAll = async (system: System): Promise<Finding[]> => {
  let enough = false
  // Whoever has no time for the rest still gets the table.
  process.once('SIGTERM', () => (enough = true))
  const settling = new Set<Promise<void>>()
  for (let run = first; run < first + runs && !enough; run += 1) {
    while (settling.size >= atOnce) await Promise.race(settling)
    const from = Date.now()
    await perform(system, run, planOf(seed, run))
    const settled = finish(system, run, from).finally(() => settling.delete(settled))
    settling.add(settled)
  }
  await Promise.all(settling)
  // Once more over everything: what was right must have stayed right.
  await settle(system, 'r', settleWithinMs)
  return judge(system.history.entries)
}

const report = (findings: readonly Finding[], table: string): void => {
  console.log(`\n${table}`)
  for (const { wrong, what } of findings) console.log(`${wrong}: ${what}`)
  process.exitCode = findings.length > 0 ? 1 : 0
}

if (values.judge) {
  const entries = readHistory(values.judge)
  const findings = judge(entries)
  report(findings, tableOf(entries, findings))
} else {
  const system = await startSystem({ folder: join(values.folder, `chaos-${seed}`) })
  try {
    console.log(`seed ${seed}; history and logs: ${system.history.file}`)
    const findings = await runAll(system)
    report(findings, tableOf(system.history.entries, findings))
  } finally {
    await system.close()
  }
}
