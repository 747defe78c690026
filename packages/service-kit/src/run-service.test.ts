import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'

const process = (start: string) => {
  const kit = new URL('./run-service.ts', import.meta.url).href
  const program = `
    import { runService } from ${JSON.stringify(kit)}
    setInterval(() => undefined, 1_000)
    const close = async () => { console.log('closed in order'); setImmediate(() => globalThis.process.exit()) }
    await runService('tiny', { type: 'object', properties: {} }, async () => { ${start} })`
  return spawn(globalThis.process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const stopWhen = async (child: ReturnType<typeof process>, sign: string) => {
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!said.includes(sign) && (said + text).includes(sign)) child.kill('SIGTERM')
    said += text
  })
  const [code] = await once(child, 'close')
  return { code, said }
}

it('a signal ends a start that waits for something that never comes', async () => {
  const child = process(`console.log('waiting'); await new Promise(() => undefined)`)
  expect(await stopWhen(child, 'waiting')).toMatchObject({ code: 0, said: expect.stringMatching(/while starting/) })
})

it('a signal closes what has started', async () => {
  expect(await stopWhen(process('return { close }'), 'is ready')).toMatchObject({
    code: 0,
    said: expect.stringMatching(/closed in order/),
  })
})
