import { expect, it } from 'vitest'
import { openEdges } from './edges.ts'
import { manifestsOf } from './manifests.ts'
import { impliedEdges } from './workloads.ts'

const dev = manifestsOf('k8s/overlays/dev')
/** What is not in the configuration of a service of ours. */
const known = ['roles → postgres:5432']
const implied = [...new Set([...impliedEdges(dev), ...known])].sort()

it('every address in a configuration may be reached, and nothing else: on the way out', () => {
  expect(openEdges(dev, 'egress')).toEqual(implied)
})

it('every address in a configuration may be reached, and nothing else: on the way in', () => {
  expect(openEdges(dev, 'ingress')).toEqual(implied)
})

it('whatever no policy names may neither talk nor be talked to', () => {
  const deny = dev.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'default-deny')
  expect(deny?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
})
