import { describe, expect, it } from 'vitest'
import { addressesIn, mistakesIn, programOf, withFiles } from '../entries.ts'
import { type ComposeService, composeFile } from './compose-file.ts'

const { services, networks, volumes } = composeFile()
const all = Object.entries(services)

/** As prepare.mjs writes them. */
const secrets: Readonly<Record<string, string>> = {
  '/run/secrets/database-url': 'postgres://filling_role:password@postgres:5432/filling',
  '/run/secrets/nats-url': 'nats://user:password@nats:4222',
  '/run/secrets/key-secret': 'k'.repeat(43),
}
const environmentOf = ({ environment = {} }: ComposeService) => withFiles(environment, (path) => secrets[path])
const portOf: Readonly<Record<string, string>> = { postgres: '5432', nats: '4222' }

describe.each(all)('%s', (name, service) => {
  it('is hardened and bounded', () => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect([service.pids_limit, service.mem_limit]).toEqual([256, expect.stringMatching(/^\d+[mg]$/)])
  })

  it('waits for services that there are, in a way that they allow', () => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(services).toHaveProperty(other)
      if (condition === 'service_healthy') expect(services[other]?.healthcheck?.test).toBeDefined()
    }
  })

  it('is let into networks and volumes that there are', () => {
    for (const network of service.networks ?? []) expect(networks).toHaveProperty(network)
    const mounted = (service.volumes ?? [])
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((it) => !it.startsWith('.'))
    for (const volume of mounted) expect(Object.keys(volumes)).toContain(volume)
  })

  const program = programOf(service.image, service.command)
  if (!program) return

  it('is configured as its program wants it', () => {
    expect(mistakesIn(program, environmentOf(service))).toEqual([])
  })

  it('shares a network with everybody whose address it is given', () => {
    for (const address of addressesIn(environmentOf(service))) {
      const [host = '', port] = address.split(':')
      expect(service.networks?.filter((network) => services[host]?.networks?.includes(network))).not.toEqual([])
      expect(port).toBe(portOf[host] ?? '8080')
    }
  })

  it('is called healthy when it is ready', () => {
    if (!name.endsWith('bootstrap'))
      expect(service.healthcheck?.test).toEqual(['CMD', 'node', 'healthcheck.mjs', '/readyz'])
  })
})

it('only the gateway has a door to the outside, and that on this machine unless told otherwise', () => {
  const published = all.filter(([, { ports }]) => ports).map(([name, { ports }]) => [name, ports])
  expect(published).toEqual([['gateway', ['127.0.0.1:8000:8000']]])
  const outside = Object.keys(networks).filter((name) => !networks[name]?.internal)
  expect(outside).toEqual(['public'])
  expect(all.filter(([, it]) => it.networks?.includes('public')).map(([name]) => name)).toEqual(['gateway'])
})
