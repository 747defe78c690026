import { afterAll, describe, expect, it } from 'vitest'
import { compose, demo, missing } from './docker.ts'

const lacks = await missing()
// biome-ignore lint/suspicious/noConsole: whoever reads the run should know what it did not do.
if (lacks.length > 0) console.warn(`compose.yaml is not run: there is not ${lacks.join(', nor ')}.`)

const project = 'filling-test'
const port = '18000'
const env = { GATEWAY_PORT: port, VERSION: 'test' }
const minutes = 60_000

describe.skipIf(lacks.length > 0)('compose.yaml on a real engine', () => {
  afterAll(() => compose(project, env, 'down', '--volumes', '--timeout', '40'), 3 * minutes)

  it('builds the images, starts the system, and the demo runs against it', { timeout: 25 * minutes }, async () => {
    await compose(project, env, 'build')
    await compose(project, env, 'up', '--detach')
    expect(await demo(`http://127.0.0.1:${port}`)).toMatch(/milp-opt: proved/)
  })

  it('keeps its passwords when it is started again', { timeout: 5 * minutes }, async () => {
    await compose(project, env, 'up', '--detach', '--force-recreate')
    expect(await demo(`http://127.0.0.1:${port}`)).toMatch(/milp-opt: proved/)
  })
})
