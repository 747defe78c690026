import { spawn } from 'node:child_process'
import process from 'node:process'
import { environment, root } from './paths.mjs'
import { Stop, say } from './say.mjs'

const progressEveryMs = 5_000
const shownOnFailure = 25

/** Runs one preparing command; shows that it moves, keeps its output to itself unless it fails. */
export const step = (title, command, args, advice, extraEnv = {}) =>
  new Promise((resolve, reject) => {
    say(`${title} …`)
    const started = Date.now()
    const env = { ...environment(), ...extraEnv }
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    const progress = setInterval(() => {
      const latest = output.match(/^Progress: .*$/gm)?.at(-1) ?? ''
      say(`  ${Math.round((Date.now() - started) / 1000)} s  ${latest}`)
    }, progressEveryMs)
    const fail = (why) => {
      const last = output.trimEnd().split('\n').slice(-shownOnFailure).join('\n')
      reject(new Stop(`${last}\n\n${title}: ${why}.\n${advice(output)}`))
    }
    const interrupt = () => {
      child.kill('SIGTERM')
      reject(new Stop('Interrupted.'))
    }
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
    child.once('error', (error) => fail(`"${command}" did not start (${error.message})`))
    child.once('close', (code, signal) => {
      clearInterval(progress)
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
      if (code === 0) resolve()
      else fail(signal ? `stopped by ${signal}` : `"${command}" ended with ${code}`)
    })
  })
