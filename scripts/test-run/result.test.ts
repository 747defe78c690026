import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { closingLine, type Report, resultOf } from './result.ts'

const report = (...statuses: string[]): Report => ({
  testResults: [
    {
      name: '/a.test.ts',
      status: statuses.includes('failed') ? 'failed' : 'passed',
      assertionResults: statuses.map((status, index) => ({ fullName: `t${index}`, status, failureMessages: ['why'] })),
    },
  ],
})

test('counts passed, failed and skipped tests apart', () => {
  const { passed, failures, skipped } = resultOf('a', report('passed', 'failed', 'pending', 'todo', 'passed'))
  equal(passed, 2)
  deepEqual(failures, ['t1\n    why'])
  deepEqual(skipped, ['t2', 't3'])
})

test('a package without a report has failed', () => {
  equal(closingLine([resultOf('a', undefined)]), '0 passed, 1 failed')
})

test('a package that ran nothing has failed', () => {
  equal(closingLine([resultOf('a', { testResults: [] })]), '0 passed, 1 failed')
})

test('a file that could not be loaded has failed', () => {
  const broken = { name: '/b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] }
  const { failures } = resultOf('a', { testResults: [...report('passed').testResults, broken] })
  equal(failures.length, 1)
  match(failures[0] ?? '', /b\.test\.ts\n {4}Cannot find module/)
})

test('the closing line adds up all packages', () => {
  const results = [resultOf('a', report('passed', 'passed')), resultOf('b', report('passed', 'failed'))]
  equal(closingLine(results), '3 passed, 1 failed')
})
