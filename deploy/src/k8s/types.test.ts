import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { manifestsOf } from './manifests.ts'
import type { Manifest } from './types.ts'

const folder = join(import.meta.dirname, '../../node_modules/.manifests')
const run = promisify(execFile)

/** Kinds that operators add, by the group of their apiVersion; all others are Kubernetes' own. */
const operators: Readonly<Record<string, string>> = {
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
}
const packageOf = (apiVersion: string): string =>
  `${operators[apiVersion.split('/')[0] ?? ''] ?? 'kubernetes-models'}/${apiVersion}`

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
  const manifests = overlays.flatMap(manifestsOf)
  expect(manifests.length).toBeGreaterThan(60)
  expect(await complaints(manifests)).toBe('')
  const misspelt = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { port: [] } }
  expect(await complaints([misspelt as unknown as Manifest])).toMatch(/'"port"' does not exist/)
})
