// A mirror, not a gate: how long our files and functions are, without and with the tests.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { type Measured, measure, spread } from './size/measure.ts'

const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.mjs'], { encoding: 'utf8' })
const files = sources.split('\n').filter((path) => path && existsSync(path))
const isTest = (path: string): boolean =>
  /\.test\.ts$|\/test(ing)?\/|\/test-[^/]+\.ts$|^packages\/test-kit\/|^(e2e|faults)\//.test(path)

const print = (title: string, measured: readonly Measured[]): void => {
  const { median, p90, longest } = spread(measured)
  const columns = [`${measured.length}`.padStart(6), `${median}`.padStart(8), `${p90}`.padStart(6)]
  console.log(`${title.padEnd(28)}${columns.join('')}   ${longest ? `${longest.lines}  ${longest.name}` : ''}`)
}

const report = (paths: readonly string[], suffix: string): void => {
  const measured = paths.map((path) => measure(path, readFileSync(path, 'utf8')))
  print(
    `files, ${suffix}`,
    measured.map(({ file }) => file),
  )
  print(
    `functions, ${suffix}`,
    measured.flatMap(({ functions }) => functions),
  )
}

console.log(`${'lines'.padEnd(29)}count  median   p90   longest`)
report(
  files.filter((path) => !isTest(path)),
  'without tests',
)
report(files, 'with tests')
