import { expect, it } from 'vitest'
import { address } from './address.ts'

it('takes user and password out of the URL, which the client would ignore', () => {
  expect(address('nats://filling:p%40ss@nats:4222')).toEqual({
    servers: ['nats://nats:4222'],
    user: 'filling',
    pass: 'p@ss',
  })
})

it('takes a token out of the URL', () => {
  expect(address('nats://s3cret@127.0.0.1:4222')).toEqual({ servers: ['nats://127.0.0.1:4222'], token: 's3cret' })
})

it('knows several servers', () => {
  expect(address('nats://a:4222, tls://b:4222')).toEqual({ servers: ['nats://a:4222', 'tls://b:4222'] })
})
