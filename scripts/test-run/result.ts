/** How the tests of one package ended. Every failure and every skipped test is named. */
export interface Result {
  readonly name: string
  readonly passed: number
  readonly failures: readonly string[]
  readonly skipped: readonly string[]
}

/** The part of vitest's JSON report that is read here. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: readonly string[] | null
    }[]
  }[]
}

const shownLines = 12

/** The first message is enough here (a retried test has several); the whole story stands in the package's output. */
const failure = (title: string, messages: readonly string[]): string => {
  const lines = (messages[0] ?? '')
    .split('\n')
    .filter((line) => !line.includes('/node_modules/'))
    .slice(0, shownLines)
  return [title, ...lines.map((line) => `    ${line}`)].join('\n')
}

/** A package that was to be tested and left no report has crashed, and one that ran nothing has proved nothing. */
export const resultOf = (name: string, report: Report | undefined): Result => {
  if (!report) return { name, passed: 0, failures: ['ended without a test report'], skipped: [] }
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const failed = tests.filter((test) => test.status === 'failed')
  // A file that cannot even be loaded fails without a failed test in it.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const failures = [
    ...failed.map((test) => failure(test.fullName, test.failureMessages ?? [])),
    ...broken.map((file) => failure(file.name, [file.message ?? 'failed outside its tests'])),
  ]
  if (tests.length === 0 && failures.length === 0) failures.push('ran no test')
  const passed = tests.filter((test) => test.status === 'passed').length
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
  return { name, passed, failures, skipped: skipped.map((test) => test.fullName) }
}

/** The line that closes a run; machines read it. */
export const closingLine = (results: readonly Result[]): string => {
  const total = (count: (result: Result) => number): number => results.reduce((sum, result) => sum + count(result), 0)
  return `${total((result) => result.passed)} passed, ${total((result) => result.failures.length)} failed`
}
