import { expect, it } from 'vitest'
import { matches } from './match.ts'

it.each([
  ['progress.schedule.5', 'progress.schedule.5', true],
  ['progress.schedule.*', 'progress.schedule.5', true],
  ['progress.schedule.*', 'progress.schedule', false],
  ['progress.schedule.*', 'progress.schedule.5.6', false],
  ['progress.>', 'progress.schedule.5', true],
  ['progress.>', 'progress', false],
  ['*.schedule.5', 'progress.schedule.5', true],
])('reads %s against %s as NATS does', (pattern, subject, expected) => {
  expect(matches(pattern, subject)).toBe(expected)
})
