import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { environment, ownNode, root } from './paths.mjs'

// One Ctrl-C arrives more than once: from the terminal and again from npm. Only one later than this is a second one.
const sameKeyPressMs = 1_000
// Longer than any orderly shutdown. Counted only when npm is gone, because then nobody can press Ctrl-C again.
const abandonedGraceMs = 60_000

const signalGroup = (child, signal) => {
  try {
    process.kill(-child.pid, signal)
  } catch {
    // nothing of it is left
  }
}

// npm hands a signal to its shell only, and the shell dies of it without a word to us.
const onAbandoned = (act) => {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, 500).unref()
}

/**
 * Starts a script on our Node, hands it signals, answers its exit code.
 * It gets a process group of its own: otherwise the terminal's Ctrl-C would also stop the database under the
 * services that are still finishing. The second Ctrl-C ends everything at once.
 */
export const runOnOwnNode = (script, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(ownNode, [script, ...args], {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    })
    let firstAt = 0
    const forward = (signal) => {
      if (!firstAt) {
        firstAt = Date.now()
        child.kill(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
      } else if (Date.now() - firstAt > sameKeyPressMs) signalGroup(child, 'SIGKILL')
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
    onAbandoned(() => {
      if (!firstAt) forward('SIGTERM')
      setTimeout(() => signalGroup(child, 'SIGKILL'), abandonedGraceMs).unref()
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      signalGroup(child, 'SIGTERM')
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
