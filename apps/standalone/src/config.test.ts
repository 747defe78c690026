import { readFile } from 'node:fs/promises'
import { readConfig } from '@filling/service-kit'
import { expect, it } from 'vitest'
import { StandaloneConfig } from './config.ts'

const readme = new URL('../../../README.md', import.meta.url)

const table = (): string => {
  const rows = Object.entries(StandaloneConfig.properties).map(([key, schema]) => {
    const { default: value = '', description = '' } = schema as { default?: unknown; description?: string }
    return `| \`${key}\` | ${value === '' ? '' : `\`${value}\``} | ${description} |`
  })
  return ['| key | default | |', '|---|---|---|', ...rows].join('\n')
}

it('every key stands in the README as the schema has it', async () => {
  expect(await readFile(readme, 'utf8')).toContain(`<!-- configuration -->\n${table()}\n<!-- /configuration -->`)
})

it('needs nothing to be set', () => {
  expect(readConfig(StandaloneConfig, {})).toMatchObject({ GATEWAY_PORT: 8000, DATA_DIR: '.data', LOG_LEVEL: 'warn' })
})

it.each([
  { GATEWAY_PORT: '80000' },
  { GATEWAY_PORT: 'http' },
  { DATABASE_URL: 'mysql://localhost' },
  { NATS_URL: 'foo' },
  { NATS_URL: 'nats://a:4222,b' },
  { NATS_URL: 'nats://' },
  { LOG_LEVEL: 'loud' },
  { RATE_LIMIT_PER_MINUTE: '-1' },
])('says which key is wrong: %j', (env) => {
  expect(() => readConfig(StandaloneConfig, env)).toThrow(Object.keys(env)[0])
})

it.each(['nats://localhost', 'nats://user:word@a:4222, tls://b:4222'])('takes the brokers of %s', (url) => {
  expect(readConfig(StandaloneConfig, { NATS_URL: url }).NATS_URL).toBe(url)
})
