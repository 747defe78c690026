import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = new URL('../../../', import.meta.url).pathname

/** Images by environment, as compose.yaml and the tests of the packages name them. */
const images = {
  NODE_IMAGE: process.env.NODE_IMAGE ?? 'node:24-bookworm-slim',
  POSTGRES_IMAGE: process.env.POSTGRES_IMAGE ?? process.env.TEST_POSTGRES_IMAGE ?? 'postgres:18-bookworm',
  NATS_IMAGE: process.env.NATS_IMAGE ?? process.env.TEST_NATS_IMAGE ?? 'nats:2.12-alpine',
}

/** What this machine lacks to run compose.yaml; nothing is pulled. */
export const missing = async (): Promise<string[]> => {
  const lacks: string[] = []
  const needs = async (what: string, program: string, ...args: string[]): Promise<void> => {
    await run(program, args, { timeout: 20_000 }).catch(() => lacks.push(what))
  }
  await needs('a Docker engine that answers', 'docker', 'info')
  if (lacks.length > 0) return lacks
  for (const image of Object.values(images)) await needs(`the image ${image}`, 'docker', 'image', 'inspect', image)
  return lacks
}

const plugin = (): Promise<boolean> =>
  run('docker', ['compose', 'version']).then(
    () => true,
    () => false,
  )

/** `docker compose`, or its older form as a program. */
export const compose = async (project: string, env: Readonly<Record<string, string>>, ...args: string[]) => {
  const [program, before] = (await plugin()) ? ['docker', ['compose']] : ['docker-compose', []]
  const all = [...before, '-p', project, '-f', 'deploy/compose.yaml', ...args]
  return run(program, all, { cwd: root, env: { ...process.env, ...images, ...env }, maxBuffer: 64 * 1024 * 1024 })
}

/** The demo against a system that runs already. */
export const demo = async (url: string): Promise<string> => {
  const entry = 'apps/standalone/src/demo.ts'
  return (await run(process.execPath, [entry], { cwd: root, env: { ...process.env, API_URL: url } })).stdout
}
