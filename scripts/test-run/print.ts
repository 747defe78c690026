import type { Result } from './result.ts'

const row = (name: string, passed: string, failed: string, skipped: string): string =>
  `${name.padEnd(24)}${passed.padStart(8)}${failed.padStart(8)}${skipped.padStart(9)}`

const shownSkips = 5

/** Skipped tests are shown, not hidden; when a whole file is skipped, its first ones tell which. */
const skips = ({ skipped }: Result): string[] => {
  const more = skipped.length - shownSkips
  return [...skipped.slice(0, shownSkips), ...(more > 0 ? [`… and ${more} more`] : [])]
}

const listed = (title: string, results: readonly Result[], lines: (result: Result) => readonly string[]): string[] => {
  const entries = results.flatMap((result) => lines(result).map((line) => `  ${result.name}: ${line}`))
  return entries.length > 0 ? ['', title, ...entries] : []
}

/** What a person looks at after a run: what was skipped, what failed, and a table. */
export const summary = (results: readonly Result[]): string =>
  [
    ...listed('Skipped:', results, skips),
    ...listed('Failed:', results, (result) => result.failures),
    '',
    row('', 'passed', 'failed', 'skipped'),
    ...results.map(({ name, passed, failures, skipped }) =>
      row(name, String(passed), String(failures.length), String(skipped.length)),
    ),
    '',
  ].join('\n')
