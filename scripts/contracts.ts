import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './test-run/command.ts'
import { summary } from './test-run/print.ts'
import { type Report, type Result, resultOf } from './test-run/result.ts'

/** Where contract tests lie, and what their files are called. */
const places = {
  'packages/contracts': [],
  'services/gateway': ['src/contract'],
  'services/auth': ['src/contract', 'src/upgrade'],
  'services/scheduler': ['src/contract', 'src/upgrade'],
  'services/export': ['src/contract'],
} as const satisfies Record<string, readonly string[]>

const report = ['--reporter=json', '--outputFile.json=.test-report.json']

const run = async (place: string, files: readonly string[]): Promise<Result> => {
  const file = join(place, '.test-report.json')
  rmSync(file, { force: true })
  const { output } = await command([
    join(place, 'node_modules/.bin/vitest'),
    'run',
    '--root',
    place,
    ...files,
    ...report,
  ])
  try {
    return resultOf(place, JSON.parse(readFileSync(file, 'utf8')) as Report)
  } catch {
    return { name: place, passed: 0, failures: [`ended without a report: ${output.slice(-500)}`], skipped: [] }
  }
}

/** `npm run contracts`: every service alone against its contracts, and how many tests that is. */
const results: Result[] = []
for (const [place, files] of Object.entries(places)) results.push(await run(place, files))
console.log(summary(results))
process.exitCode = results.some(({ failures }) => failures.length > 0) ? 1 : 0
