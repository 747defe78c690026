import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, readConfig } from '@filling/service-kit'
import { composeStandalone, type Standalone, StandaloneConfig } from './compose.ts'
import { step } from './demo/step.ts'
import { story } from './demo/story.ts'
import { explain } from './explain.ts'
import { closeInTime, stopSignal } from './stop.ts'

const stopped = new AbortController()
void stopSignal().then(() => stopped.abort(new Error('Interrupted.')))

/** A free port and, unless one is given, a folder that goes away again: a demo leaves nothing but its files in out/. */
const demo = async (): Promise<void> => {
  const { DATA_DIR: given, GATEWAY_PORT: port } = process.env
  const folder = given || (await mkdtemp(join(tmpdir(), 'filling-demo-')))
  const config = readConfig(StandaloneConfig, { ...process.env, GATEWAY_PORT: port || '0', DATA_DIR: folder })
  let running: Standalone | undefined
  try {
    running = await step(
      'Starting PostgreSQL, the broker and the services in one process',
      () => composeStandalone(config, createLogger('demo', config.LOG_LEVEL)),
      ({ url }) => url,
    )
    stopped.signal.throwIfAborted()
    await story(running.url, stopped.signal)
  } finally {
    if (running) await closeInTime(running)
    if (!given) await rm(folder, { recursive: true, force: true })
  }
}

/** API_URL: a system that runs already, such as that of deploy/compose.yaml. */
const given = process.env.API_URL

try {
  await (given ? story(given, stopped.signal) : demo())
} catch (error) {
  console.error(stopped.signal.aborted ? 'Interrupted; everything is stopped.' : explain(error))
  process.exitCode = stopped.signal.aborted ? 130 : 1
}
