import type { Result } from './result.ts'

const row = (name: string, passed: string, failed: string, skipped: string): string =>
  `${name.padEnd(24)}${passed.padStart(8)}${failed.padStart(8)}${skipped.padStart(9)}`

const listed = (title: string, results: readonly Result[], lines: (result: Result) => readonly string[]): string[] => {
  const entries = results.flatMap((result) => lines(result).map((line) => `  ${result.name}: ${line}`))
  return entries.length > 0 ? ['', title, ...entries] : []
}

/** What a person looks at after a run: what failed, what was skipped, and a table. */
export const summary = (results: readonly Result[]): string =>
  [
    ...listed('Failed:', results, (result) => result.failures),
    ...listed('Skipped:', results, (result) => result.skipped),
    '',
    row('', 'passed', 'failed', 'skipped'),
    ...results.map(({ name, passed, failures, skipped }) =>
      row(name, String(passed), String(failures.length), String(skipped.length)),
    ),
    '',
  ].join('\n')
