import { describe, expect, it } from 'vitest'
import { mistakesIn, programOf } from '../entries.ts'
import { manifestsOf } from './manifests.ts'
import { environmentOf, named, selects, workloadsIn } from './workloads.ts'

const dev = manifestsOf('k8s/overlays/dev')
const workloads = workloadsIn(dev)
const kinds = (kind: string) => dev.filter((manifest) => manifest.kind === kind)

it('has all five processes and the jobs before them', () => {
  expect(workloads.map(({ name }) => name).sort()).toEqual(
    ['auth', 'bootstrap', 'export', 'gateway', 'nats', 'postgres', 'roles', 'scheduler-api', 'scheduler-solver'].sort(),
  )
})

describe.each(workloads.map((workload) => [workload.name, workload] as const))(
  '%s',
  (_name, { kind, name, labels, selector, pod }) => {
    it('finds its own pods', () => {
      if (kind !== 'Job') expect(selector && selects(selector, labels)).toBe(true)
    })

    it('passes the restricted profile', () => {
      const { runAsNonRoot, runAsUser = 0, seccompProfile } = pod.securityContext ?? {}
      expect([runAsNonRoot, runAsUser > 0, seccompProfile?.type]).toEqual([true, true, 'RuntimeDefault'])
      expect(pod.volumes?.filter(({ hostPath }) => hostPath)).not.toEqual(expect.arrayContaining([expect.anything()]))
      for (const { securityContext } of pod.containers)
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
    })

    it('gets no token, and no variables from the names of services', () => {
      expect([pod.automountServiceAccountToken, pod.enableServiceLinks]).toEqual([false, false])
      expect(named(dev, 'ServiceAccount', pod.serviceAccountName ?? '')).toMatchObject({
        automountServiceAccountToken: false,
      })
    })

    it.each(pod.containers.map((container) => [container.name, container] as const))(
      '%s is pinned and bounded',
      (_, { image, resources }) => {
        expect(image).toMatch(/:\d[\w.-]*$/)
        expect(Object.keys(resources?.requests ?? {})).toEqual(['cpu', 'memory'])
        expect(resources?.limits?.memory).toBeDefined()
      },
    )

    it('finds every ConfigMap and Secret that it mounts', () => {
      for (const { configMap, secret } of pod.volumes ?? []) {
        if (configMap) expect(named(dev, 'ConfigMap', configMap.name)).toBeDefined()
        if (secret) expect(named(dev, 'Secret', secret.secretName)).toBeDefined()
      }
      for (const { configMapRef } of pod.containers.flatMap(({ envFrom = [] }) => envFrom))
        expect(named(dev, 'ConfigMap', configMapRef.name)).toBeDefined()
    })

    it('is configured as its program wants it', () => {
      const mistakes = pod.containers.flatMap((container) => {
        const program = programOf(container.image, container.args)
        return program ? mistakesIn(program, environmentOf(dev, pod, container)) : []
      })
      expect(mistakes).toEqual([])
    })

    if (kind !== 'Deployment') return

    it('may be moved without going away, and is spread', () => {
      const budget = kinds('PodDisruptionBudget').find(({ spec }) => spec?.selector && selects(spec.selector, labels))
      expect(budget?.metadata.name).toBe(name)
      expect(pod.topologySpreadConstraints).toHaveLength(2)
    })

    it('is restarted by its event loop only, and asked for work when all it needs is there', () => {
      for (const { startupProbe, livenessProbe, readinessProbe, ports = [] } of pod.containers) {
        const probes = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet)
        expect(probes.map((probe) => probe?.path)).toEqual(['/health', '/health', '/readyz'])
        for (const probe of probes) expect(ports.map((port) => port.name)).toContain(probe?.port)
      }
    })

    it('has time to end: 25 s from SIGTERM at most, after its preStop', () => {
      const before = Number(pod.containers[0]?.lifecycle?.preStop?.exec.command[1] ?? 0)
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(before + 25)
    })
  },
)

it.each(kinds('Service').map((service) => [service.metadata.name, service] as const))(
  'service %s leads to an open port',
  (_, { spec }) => {
    const behind = workloads.filter(({ labels }) => selects({ matchLabels: spec?.selector ?? {} }, labels))
    const open = behind.flatMap(({ pod }) => pod.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name)))
    expect(open).toEqual(expect.arrayContaining((spec?.ports ?? []).map(({ targetPort }) => targetPort)))
  },
)
