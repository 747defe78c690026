import { expect, it } from 'vitest'
import { allFiles, filesOf } from './manifests.ts'

/** Helm reads these, not kustomize. */
const values = ['k8s/overlays/prod/nats-users.values.yaml', 'k8s/overlays/prod/nats.values.yaml']

it('every file is reached from an overlay or a component, and every file that is named exists', () => {
  const reached = ['k8s/overlays/dev', 'k8s/overlays/prod', 'k8s/components/autoscaling-hpa'].flatMap(filesOf)
  expect([...new Set([...reached.filter((file) => file.startsWith('k8s/')), ...values])].sort()).toEqual(allFiles())
})
