import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { manifestsOf } from './manifests.ts'
import type { Manifest } from './types.ts'

const folder = join(import.meta.dirname, '../../node_modules/.manifests')
const run = promisify(execFile)

/** CloudNativePG publishes no types. */
const untyped = ['postgresql.cnpg.io/v1']
const packageOf = (apiVersion: string): string =>
  apiVersion.startsWith('keda.sh')
    ? `@kubernetes-models/keda/${apiVersion}`
    : apiVersion.startsWith('monitoring.coreos.com')
      ? `@kubernetes-models/prometheus-operator/${apiVersion}`
      : `kubernetes-models/${apiVersion}`

/** The compiler refuses fields that the type does not have, which a schema lets pass. */
const asTypescript = (manifest: Manifest): string =>
  `;(${JSON.stringify(manifest)}) satisfies import('${packageOf(manifest.apiVersion)}').I${manifest.kind}\n`

const complaints = async (manifests: readonly Manifest[]): Promise<string> => {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'manifests.ts')
  writeFileSync(file, manifests.map(asTypescript).join(''))
  try {
    await run('tsc', [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--types',
      'node',
      file,
    ])
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it('every manifest has the fields of its kind and no others', async () => {
  const overlays = ['k8s/overlays/dev', 'k8s/overlays/prod', 'k8s/components/autoscaling-hpa']
  const typed = overlays.flatMap(manifestsOf).filter(({ apiVersion }) => !untyped.includes(apiVersion))
  expect(typed.length).toBeGreaterThan(60)
  expect(await complaints(typed)).toBe('')
  const misspelt = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { port: [] } }
  expect(await complaints([misspelt as unknown as Manifest])).toMatch(/'"port"' does not exist/)
})
