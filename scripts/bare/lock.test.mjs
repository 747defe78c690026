import { deepEqual, equal, rejects } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { withLock } from './lock.mjs'

const newLock = () => join(mkdtempSync(join(tmpdir(), 'lock-')), 'lock')

test('two runs never install at the same time', async () => {
  const path = newLock()
  const seen = []
  const run = (name) =>
    withLock(path, async () => {
      seen.push(`${name} in`)
      await sleep(150)
      seen.push(`${name} out`)
    })
  await Promise.all([run('a'), run('b')])
  const [first] = seen
  deepEqual(seen, first === 'a in' ? ['a in', 'a out', 'b in', 'b out'] : ['b in', 'b out', 'a in', 'a out'])
})

test('the lock of a run that was killed is taken over', async () => {
  const path = newLock()
  writeFileSync(path, String(spawnSync(process.execPath, ['-e', '']).pid))
  equal(await withLock(path, async () => 'done'), 'done')
})

test('a lock older than any install is taken over, even if its process number is in use again', async () => {
  const path = newLock()
  writeFileSync(path, String(process.ppid))
  const hourAgo = Date.now() / 1000 - 3600
  utimesSync(path, hourAgo, hourAgo)
  equal(await withLock(path, async () => 'done'), 'done')
})

test('a failed install leaves no lock', async () => {
  const path = newLock()
  const failing = withLock(path, () => Promise.reject(new Error('no network')))
  await rejects(failing, /no network/)
  equal(existsSync(path), false)
})
