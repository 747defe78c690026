import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { NatsUrl, PostgresUrl, ServiceUrl } from './settings.ts'

const cases = {
  NATS_URL: {
    schema: NatsUrl(),
    good: ['nats://a', 'tls://user:p%40ss@a.b:4222', 'nats://token@[::1]:4222/', 'nats://a:4222, nats://b:4222'],
    bad: ['foo', 'nats://', 'nats://a:4222,b', 'nats://a:port', 'nats://a b', 'http://a', 'nats://a:4222,'],
  },
  DATABASE_URL: {
    schema: PostgresUrl(),
    good: ['postgres://a/b', 'postgresql://u:p@a:5432/b?sslmode=require'],
    bad: ['foo', 'postgres://', 'mysql://a', 'postgres://a b'],
  },
  AUTH_URL: {
    schema: ServiceUrl(),
    good: ['http://auth', 'https://auth:8081/'],
    bad: ['foo', 'auth:8081', 'http://', 'http://auth/path'],
  },
}

describe.each(Object.entries(cases))('%s', (key, { schema, good, bad }) => {
  const read = (value: string) => readConfig(Type.Object({ [key]: schema }), { [key]: value })

  it.each(good)('may be %s', (value) => {
    expect(read(value)).toEqual({ [key]: value })
  })

  it.each(bad)('is refused at start as %s', (value) => {
    expect(() => read(value)).toThrow(key)
  })
})
