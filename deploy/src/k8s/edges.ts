import type { Manifest, Peer, Rule } from './types.ts'
import { selects, type Workload, workloadsIn } from './workloads.ts'

/** Without a namespace, a peer is a pod of the same one. */
const isPeer = (peer: Peer, { labels }: Workload): boolean =>
  peer.namespaceSelector === undefined && peer.podSelector !== undefined && selects(peer.podSelector, labels)

const rulesFor = (manifests: readonly Manifest[], pod: Workload, side: 'ingress' | 'egress'): Rule[] =>
  manifests
    .filter(({ kind, spec }) => kind === 'NetworkPolicy' && spec?.podSelector && selects(spec.podSelector, pod.labels))
    .flatMap(({ spec }) => spec?.[side] ?? [])

const open = (rules: readonly Rule[], peers: 'from' | 'to', other: Workload): number[] =>
  rules
    .filter((rule) => rule[peers]?.some((peer) => isPeer(peer, other)))
    .flatMap(({ ports = [] }) => ports.map(({ port }) => port))

/** `auth → postgres:5432` for every line that the policies of one side leave open between two pods of ours. */
export const openEdges = (manifests: readonly Manifest[], side: 'ingress' | 'egress'): string[] => {
  const workloads = workloadsIn(manifests)
  const edges = workloads.flatMap((from) =>
    workloads.flatMap((to) => {
      const ports =
        side === 'egress'
          ? open(rulesFor(manifests, from, 'egress'), 'to', to)
          : open(rulesFor(manifests, to, 'ingress'), 'from', from)
      return ports.map((port) => `${from.name} → ${to.name}:${port}`)
    }),
  )
  return [...new Set(edges)].sort()
}
