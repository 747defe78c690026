import { globSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { command } from './command.ts'
import { type Report, type Result, resultOf } from './result.ts'

const reportFile = '.test-report.json'

/** Every package of the workspace that has tests to run, by folder. */
const testedPackages = (): Map<string, string> => {
  const manifests = globSync([
    '{packages,services,apps}/*/package.json',
    '{bench,deploy,e2e,faults}/package.json',
  ]).sort()
  const tested = new Map<string, string>()
  for (const file of manifests) {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { name: string; scripts?: { test?: string } }
    if (manifest.scripts?.test) tested.set(dirname(file), manifest.name)
  }
  return tested
}

const readReport = (folder: string): Report | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder, reportFile), 'utf8')) as Report
  } catch {
    return undefined // vitest ended before it could write one
  }
}

// turbo shows each package's output in one piece.
const turbo = [
  'turbo',
  'run',
  'test',
  '--continue=always',
  // The tests of one package are several processes already; two packages would starve each other's solvers.
  '--concurrency=1',
  '--log-order=grouped',
  '--log-prefix=none',
]
const vitestReport = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
// Between a person's terminal and vitest stands turbo's pipe, so vitest has to be told.
const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }
const silent = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', TURBO_PRINT_VERSION_DISABLED: '1' }

/** Runs the tests of all packages and reads what each reported. */
export const runPackages = async (env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Result[]> => {
  const packages = testedPackages()
  // A report left from an earlier run must not speak for this one.
  for (const folder of packages.keys()) rmSync(join(folder, reportFile), { force: true })
  const { code } = await command([...turbo, '--', ...vitestReport], {
    show: true,
    env: { ...silent, ...colours, ...env },
    signal,
  })
  const results = [...packages].map(([folder, name]) => resultOf(name, readReport(folder)))
  const explained = code === 0 || results.some((result) => result.failures.length > 0)
  if (explained) return results
  const why = 'a package failed although its tests passed (an error outside the tests; see its output above)'
  return [...results, { name: 'turbo', passed: 0, failures: [why], skipped: [] }]
}
