import { command } from './command.ts'
import type { Result } from './result.ts'

/** What must hold for the whole tree. Each counts as one test. */
const checks = {
  types: ['tsc', '-p', 'tsconfig.json'],
  'layout and lint': ['biome', 'check', '.'],
  'import rules': [
    'depcruise',
    '--output-type',
    'err-long',
    '--',
    'packages',
    'services',
    'apps',
    'bench',
    'deploy',
    'e2e',
    'faults',
    'scripts',
  ],
  'nothing unused': ['knip', '--no-config-hints'],
  'licences of what we ship': ['node', 'scripts/sbom.ts'],
  'own scripts': ['node', '--test', '--test-reporter=dot', 'scripts/**/*.test.{ts,mjs}'],
} as const satisfies Record<string, readonly string[]>

/** Runs them one after the other: each is quick and uses all cores itself. */
export const runChecks = async (signal: AbortSignal): Promise<Result> => {
  const failures: string[] = []
  for (const [name, line] of Object.entries(checks)) {
    if (signal.aborted) break
    const started = performance.now()
    const { code, output } = await command(line, { signal })
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
    if (code === 0) continue
    console.log(output)
    failures.push(`${name}: ${line.join(' ')}`)
  }
  const count = Object.keys(checks).length
  return { name: 'checks of the tree', passed: count - failures.length, failures, skipped: [] }
}
