import { addressesIn, programOf, withFiles } from '../entries.ts'
import type { Container, Labels, Manifest, PodSpec, Selector } from './types.ts'

/** Pods to be: what a Deployment, StatefulSet or Job makes. */
export interface Workload {
  readonly kind: string
  readonly name: string
  readonly labels: Labels
  readonly selector: Selector | undefined
  readonly pod: PodSpec
}

export const workloadsIn = (manifests: readonly Manifest[]): Workload[] =>
  manifests.flatMap(({ kind, metadata, spec }) =>
    spec?.template
      ? [
          {
            kind,
            name: metadata.name,
            labels: spec.template.metadata.labels,
            selector: spec.selector,
            pod: spec.template.spec,
          },
        ]
      : [],
  )

export const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))

export const named = (manifests: readonly Manifest[], kind: string, name: string): Manifest | undefined =>
  manifests.find((it) => it.kind === kind && it.metadata.name === name)

/** What a container of ours finds in its environment, its secret files read. */
export const environmentOf = (
  manifests: readonly Manifest[],
  pod: PodSpec,
  container: Container,
): Record<string, string> => {
  const maps = (container.envFrom ?? []).map(
    ({ configMapRef }) => named(manifests, 'ConfigMap', configMapRef.name)?.data,
  )
  return withFiles(Object.assign({}, ...maps) as Record<string, string>, (file) => {
    const mount = container.volumeMounts?.find(({ mountPath }) => file.startsWith(`${mountPath}/`))
    const secret = pod.volumes?.find(({ name }) => name === mount?.name)?.secret?.secretName ?? ''
    return named(manifests, 'Secret', secret)?.stringData?.[file.slice((mount?.mountPath.length ?? 0) + 1)]
  })
}

/** Who has to reach whom, `auth → postgres:5432`, by what stands in the configuration. */
export const impliedEdges = (manifests: readonly Manifest[]): string[] =>
  workloadsIn(manifests).flatMap(({ name, pod }) =>
    pod.containers
      .filter(({ image, args }) => programOf(image, args))
      .flatMap((container) => addressesIn(environmentOf(manifests, pod, container)))
      .map((address) => `${name} → ${address}`),
  )
