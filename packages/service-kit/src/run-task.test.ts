import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'

const exitCode = async (work: string, properties = {}): Promise<number | null> => {
  const program = `
    import { runTask } from ${JSON.stringify(new URL('./run-task.ts', import.meta.url).href)}
    const schema = ${JSON.stringify({ type: 'object', properties, required: Object.keys(properties) })}
    await runTask('tiny', schema, async () => { ${work} })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
  await once(child, 'close')
  return child.exitCode
}

it('tells by its exit code whether the work is done, failed, or was never configured', async () => {
  expect(await exitCode('')).toBe(0)
  expect(await exitCode('throw new Error("no")')).toBe(1)
  expect(await exitCode('', { MISSING: { type: 'string' } })).toBe(78)
})
