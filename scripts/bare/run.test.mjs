import { deepEqual, equal } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'

const runner = new URL('./run.mjs', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'run-'))

/** A parent that starts `script` the way `npm start` does, and what it prints. */
const start = (script) => {
  const file = join(folder, `${Math.random()}.mjs`)
  writeFileSync(file, script)
  const code = `import(${JSON.stringify(runner)}).then(async (m) => { process.exitCode = await m.runOnOwnNode(${JSON.stringify(file)}, []) })`
  const parent = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = []
  parent.stdout.setEncoding('utf8').on('data', (text) => lines.push(...text.trim().split('\n')))
  return { parent, lines, ended: once(parent, 'close') }
}

const said = async ({ lines, parent }, line) => {
  while (!lines.includes(line)) await once(parent.stdout, 'data')
}

test('the exit code of the program is the exit code of the run', async () => {
  const [code] = await start('process.exitCode = 7').ended
  equal(code, 7)
})

test('one Ctrl-C that arrives twice reaches the program once, and its shutdown is awaited', async () => {
  const run = start(`
    process.on('SIGINT', () => { console.log('stopping'); setTimeout(() => { console.log('stopped'); process.exit(0) }, 200) })
    setInterval(() => {}, 1000)
    console.log('up')`)
  await said(run, 'up')
  run.parent.kill('SIGINT')
  await said(run, 'stopping')
  run.parent.kill('SIGINT')
  const [code] = await run.ended
  equal(code, 0)
  deepEqual(run.lines, ['up', 'stopping', 'stopped'])
})

test('what the program leaves behind ends with it', async () => {
  const run = start(`
    import { spawn } from 'node:child_process'
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    console.log(left.pid)
    left.unref()`)
  await run.ended
  const pid = Number(run.lines[0])
  const isAlive = () => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  for (let look = 0; look < 100 && isAlive(); look += 1) await new Promise((resolve) => setTimeout(resolve, 20))
  equal(isAlive(), false)
})
