import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { manifestsIn, manifestsOf } from './manifests.ts'
import { workloadsIn } from './workloads.ts'

const run = promisify(execFile)
const kustomize = async (overlay: string) => {
  const folder = new URL(`../../k8s/overlays/${overlay}`, import.meta.url).pathname
  return manifestsIn((await run('kubectl', ['kustomize', folder])).stdout)
}

const there = await run('kubectl', ['version', '--client']).then(
  () => true,
  () => false,
)
// biome-ignore lint/suspicious/noConsole: whoever reads the run should know what it did not do.
if (!there) console.warn('No kubectl on the PATH: the overlays are checked before their patches only.')

const identity = ({ kind, metadata }: { kind: string; metadata: { name: string } }) => `${kind} ${metadata.name}`

describe.runIf(there)('as kubectl renders it', () => {
  it('dev is what the other checks look at', async () => {
    const rendered = (await kustomize('dev')).map(identity).sort()
    expect(rendered).toEqual(manifestsOf('k8s/overlays/dev').map(identity).sort())
  })

  it('prod runs the same programs from a registry, on three copies of every stream', async () => {
    const prod = await kustomize('prod')
    const images = workloadsIn(prod).flatMap(({ pod }) => pod.containers.map(({ image }) => image))
    expect(images).toHaveLength(7)
    for (const image of images) expect(image).toMatch(/^[\w.-]+\.[a-z]+\/filling\/[a-z]+(:\d[\w.]+|@sha256:.+)$/)
    const replicas = prod.flatMap(({ data }) => data?.NATS_REPLICAS ?? [])
    expect(replicas).toEqual(['3', '3'])
  })

  it('prod reaches for its data in the namespace where that is, and leaves the number of solvers to KEDA', async () => {
    const prod = await kustomize('prod')
    const egress = ['to-postgres', 'to-nats'].map(
      (name) => prod.find(({ metadata }) => metadata.name === name)?.spec?.egress,
    )
    for (const rules of egress)
      expect(rules?.[0]?.to?.[0]?.namespaceSelector?.matchLabels).toEqual({
        'kubernetes.io/metadata.name': 'filling-data',
      })
    const solver = prod.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'scheduler-solver')
    expect(solver?.spec).not.toHaveProperty('replicas')
    expect(prod.some(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'keda')).toBe(false)
  })
})
