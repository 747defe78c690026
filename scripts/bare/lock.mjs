import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { say } from './say.mjs'

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

// No install takes this long; an older lock was left behind and its process number belongs to somebody else now.
const longestInstallMs = 15 * 60_000

const owner = (path) => {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return 0 // released between two looks
  }
}

const tryTake = async (path) => {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  }
  // Two runs may both have swept the same dead owner away; the one that wrote last keeps the lock.
  await sleep(100)
  return owner(path) === process.pid
}

const isAbandoned = (path) => {
  const holder = owner(path)
  if (!holder) return false
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  return age > longestInstallMs || !isAlive(holder)
}

/** One install at a time per checkout: two package managers in one node_modules leave half of each. */
export const withLock = async (path, work) => {
  let told = false
  while (!(await tryTake(path))) {
    if (isAbandoned(path)) {
      rmSync(path, { force: true })
    } else if (!told) {
      told = true
      say('Another run is installing; waiting for it.')
    }
    await sleep(200)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}
