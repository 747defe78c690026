// All tests: checks of the whole tree, then every package against one real PostgreSQL and one real nats-server.
import { startServers } from '@filling/test-kit'
import { runChecks } from './test-run/checks.ts'
import { runPackages } from './test-run/packages.ts'
import { summary } from './test-run/print.ts'
import { closingLine, type Result } from './test-run/result.ts'

const runOnServers = async (signal: AbortSignal): Promise<Result[]> => {
  try {
    const { databaseUrl, natsUrl, close } = await startServers()
    try {
      return await runPackages({ TEST_DATABASE_URL: databaseUrl, TEST_NATS_URL: natsUrl }, signal)
    } finally {
      await close()
    }
  } catch (error) {
    return [{ name: 'test servers', passed: 0, failures: [String(error)], skipped: [] }]
  }
}

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort(name))

const results = [await runChecks(interrupted.signal)]
if (!interrupted.signal.aborted) results.push(...(await runOnServers(interrupted.signal)))

if (interrupted.signal.aborted) {
  console.log('\nInterrupted before the end.')
  process.exitCode = 130
} else {
  console.log(summary(results))
  console.log(closingLine(results))
  process.exitCode = results.some((result) => result.failures.length > 0) ? 1 : 0
}
