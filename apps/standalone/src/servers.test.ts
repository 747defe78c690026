import { createLogger, readConfig } from '@filling/service-kit'
import { expect, it } from 'vitest'
import { StandaloneConfig } from './config.ts'
import { openBroker } from './servers.ts'

it('says that the NATS of NATS_URL does not answer, instead of waiting for ever', async () => {
  const config = readConfig(StandaloneConfig, { NATS_URL: 'nats://127.0.0.1:1' })
  const opening = openBroker(config, createLogger('standalone', 'silent'), { withinMs: 1 })
  await expect(opening).rejects.toThrow('The NATS of NATS_URL does not answer.')
})
