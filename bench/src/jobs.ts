// Our jobs beside those of graphile-worker and pg-boss, in one run on one PostgreSQL: pnpm bench:jobs
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedPostgres, freePort } from '@filling/servers'
import { countFrom } from './adapters/command.ts'
import { createDatabase } from './adapters/databases.ts'
import { ownSystem } from './api/own-system.ts'
import { sender } from './api/sender.ts'
import { signedIn } from './api/signed-in.ts'
import { accountOf } from './jobs/account.ts'
import type { Contender } from './jobs/contender.ts'
import { graphileWorker } from './jobs/graphile-worker.ts'
import { type Figures, measure } from './jobs/measure.ts'
import { ours } from './jobs/ours.ts'
import { pgBoss } from './jobs/pg-boss.ts'
import { accountLine, jobsTable, ratioLines } from './jobs/print.ts'

const connections = 16
const size = { rounds: countFrom('ROUNDS', 200), jobs: countFrom('JOBS', 2_000), atOnce: connections }

await using parts = new AsyncDisposableStack()
const dataDir = await mkdtemp(join(tmpdir(), 'filling-jobs-'))
parts.defer(() => rm(dataDir, { recursive: true, force: true }))
const server = parts.adopt(await embeddedPostgres({ dataDir }), (it) => it.close())

const take = async (contender: Contender): Promise<Figures> => {
  try {
    return await measure(contender, size)
  } finally {
    await contender.close()
  }
}

const measureOurs = async () => {
  const [url, port] = [await createDatabase(server.url, 'ours'), await freePort()]
  const system = await ownSystem({ DATABASE_URL: url, SCHEDULER_PORT: String(port) })
  try {
    const { token } = await signedIn(system.url)
    const atGateway = sender({ url: system.url, token, connections })
    const atApi = sender({ url: `http://127.0.0.1:${port}`, token, connections })
    const account = await accountOf(atApi, atGateway, size.jobs)
    const api = await take(ours('ours, at the api', atApi, url))
    return { api, gateway: await take(ours('ours, gateway', atGateway, url)), account }
  } finally {
    await system.close()
  }
}

const { api, gateway, account } = await measureOurs()
const others = [
  await take(await graphileWorker(await createDatabase(server.url, 'graphile'))),
  await take(await pgBoss(await createDatabase(server.url, 'boss'))),
]
console.log(`\n${jobsTable([api, gateway, ...others])}\n\n${ratioLines(api, others)}\n${accountLine(account, api)}`)
