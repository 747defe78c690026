// Throughput with 1, 2 and 4 solver processes, and what a job costs each part of the system: pnpm bench:scale
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { connectionsByName } from './adapters/counters.ts'
import { open } from './adapters/databases.ts'
import { conditionsOf, loadBefore } from './scale/conditions.ts'
import { measureCosts } from './scale/costs.ts'
import { costsTable, standingTable } from './scale/costs-table.ts'
import { crowdOf } from './scale/crowd.ts'
import { writeInto } from './scale/into.ts'
import { jobsIn, measureRow, type Row, type RowRequest, warmUp } from './scale/measure.ts'
import { measureMemory } from './scale/memory.ts'
import { needsTable } from './scale/needs-table.ts'
import { readOptions } from './scale/options.ts'
import { needOf, perJobOf, sites } from './scale/sizing.ts'
import { startSystem } from './scale/system.ts'
import { processorTable, throughputTable, verdict, waitsTable } from './scale/throughput-table.ts'
import { measureWaits } from './scale/waits.ts'

const { processes, scenarios, share, seed, costsOnly, out, into } = readOptions()
/** While waits and costs are measured. */
const pair = 2
const load = loadBefore()

await using parts = new AsyncDisposableStack()
const system = parts.adopt(await startSystem(), (it) => it.close())
const db = parts.adopt(open(system.databaseUrl), (it) => it.destroy())
const crowd = await crowdOf(system, db)

if (out) {
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, '')
}
const keep = (line: object): void => {
  if (out) appendFileSync(out, `${JSON.stringify(line)}\n`)
}

const rows: Row[] = []
const take = async (request: Omit<RowRequest, 'jobs' | 'seed'>): Promise<Row> => {
  const row = await measureRow(system, crowd, { ...request, jobs: jobsIn(request.scenario, share), seed })
  rows.push(row)
  keep({ kind: 'throughput', ...row })
  console.error(`${row.scenario}, solvers ${row.solvers}: ${row.jobs} jobs in ${row.seconds.toFixed(1)} s`)
  return row
}
const scaleTo = async (solvers: number): Promise<void> => {
  await system.scaleTo(solvers)
  await warmUp(crowd, solvers)
}

for (const solvers of costsOnly ? [] : processes) {
  await scaleTo(solvers)
  for (const scenario of scenarios) await take({ scenario, solvers })
}
await scaleTo(pair)
const quick =
  rows.find(({ scenario, solvers }) => scenario === 'quick' && solvers === pair) ??
  (await take({ scenario: 'quick', solvers: pair }))
const waits = await measureWaits(crowd, quick, share)
for (const wait of waits) keep({ kind: 'wait', ...wait })
rows.sort((a, b) => scenarios.indexOf(a.scenario) - scenarios.indexOf(b.scenario) || a.solvers - b.solvers)
const rates = { throughput: throughputTable(rows), processor: processorTable(rows), waits: waitsTable(waits) }
for (const text of [...Object.values(rates), verdict(rows)]) console.log(`${text}\n`)

const { costs, standing } = await measureCosts({ system, crowd, db }, share)
for (const cost of costs) keep({ kind: 'cost', ...cost })
const connections = await connectionsByName(db)
const standings = { standing, connections, memory: await measureMemory(system) }
keep({ kind: 'standing', ...standings })
const needs = sites.map((site) => needOf(site, perJobOf(costs, quick)))
for (const need of needs) keep({ kind: 'need', ...need })

const tables = { costs: costsTable(costs), standing: standingTable(standings), needs: needsTable(needs) }
const conditions = await conditionsOf(system, db, load)
for (const text of [...Object.values(tables), conditions]) console.log(`${text}\n`)
if (into)
  await writeInto(into, costsOnly ? tables : { ...rates, ...tables, verdict: `${verdict(rows)}. ${conditions}` })
if (rows.some(({ lost, doubled }) => lost + doubled > 0)) process.exitCode = 1
