import { AppError } from '@filling/service-kit'
import pg from 'pg'
import { expect, it } from 'vitest'
import { reach, reachAll } from './reach.ts'

const failing = (error: Error) => reach(() => Promise.reject(error))
const state = (code: string) => Object.assign(new Error('from the server'), { code })

it.each([
  ['a server that refuses connections', () => new pg.Client({ host: '127.0.0.1', port: 1 }).connect()],
  ['a server that shuts down', failing(state('57P01'))],
  ['a server that is full', failing(state('53300'))],
  ['a connection that broke', failing(new Error('Connection terminated unexpectedly'))],
])('%s is asked again later', async (_name, work) => {
  await expect(reach(work)()).rejects.toMatchObject({ code: 'service.unavailable', headers: { 'Retry-After': '2' } })
})

it.each([
  ['a mistake in a statement', state('42601')],
  ['a broken rule', state('23505')],
  ['a bug', new TypeError('undefined is not a function')],
  ['an answer to the caller', new AppError('schedule.not_found', 'Schedule not found')],
])('%s stays what it is', async (_name, error) => {
  await expect(failing(error)()).rejects.toBe(error)
})

it('covers everything that an adapter offers', async () => {
  const adapter = reachAll({ find: (id: number) => (id > 0 ? Promise.resolve(id) : Promise.reject(state('08006'))) })
  expect(await adapter.find(1)).toBe(1)
  await expect(adapter.find(0)).rejects.toMatchObject({ code: 'service.unavailable' })
})
