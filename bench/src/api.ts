// Measures the public API of what `npm start` runs, or of any running system: API_URL=http://… pnpm bench:api
import { countFrom } from './adapters/command.ts'
import { measureLatencies } from './api/latencies.ts'
import { ownSystem } from './api/own-system.ts'
import { latencyTable, throughputLine } from './api/print.ts'
import { signedIn } from './api/signed-in.ts'
import { measureThroughput } from './api/throughput.ts'

const rounds = countFrom('ROUNDS', 200)
const submits = countFrom('SUBMITS', 3_000)
const inFlight = countFrom('IN_FLIGHT', 16)

const given = process.env.API_URL
const system = given ? { url: given, pid: undefined, close: async () => undefined } : await ownSystem()
try {
  const caller = await signedIn(system.url)
  console.log(latencyTable(await measureLatencies(caller, rounds)))
  console.log(throughputLine(await measureThroughput(caller, { submits, inFlight, pid: system.pid })))
} finally {
  await system.close()
}
