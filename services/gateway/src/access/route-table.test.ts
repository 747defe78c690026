import { operations } from '@filling/contracts'
import { describe, expect, it } from 'vitest'
import { findRoute } from './route-table.ts'

const found = (method: string, target: string) => {
  const route = findRoute(method, target)
  return route.kind === 'operation' ? { id: route.operation.id, path: route.path } : route.kind
}

describe('the route table', () => {
  it.each(operations)('knows $method $path', ({ method, path, id, open }) => {
    const target = path.replace('{id}', '17')
    expect(findRoute(method.toUpperCase(), target)).toMatchObject({ operation: { id }, path: target, open: !!open })
  })

  it('keeps the query as it was sent', () => {
    expect(found('GET', '/api/v1/schedules?page=2&status=%2e%2e/x')).toEqual({
      id: 'listSchedules',
      path: '/api/v1/schedules?page=2&status=%2e%2e/x',
    })
  })

  it('forwards the one spelling that was matched', () => {
    expect(found('GET', '/api/v1/%73chedule/%31%37/export?format=csv')).toEqual({
      id: 'exportSchedule',
      path: '/api/v1/schedule/17/export?format=csv',
    })
  })

  it('prefers a named route to a schedule of that name', () => {
    expect(found('POST', '/api/v1/schedule/validate')).toMatchObject({ id: 'validateLots' })
    expect(findRoute('GET', '/api/v1/schedule/validate')).toMatchObject({ kind: 'wrong-method', allow: 'POST' })
  })

  it('says which methods a path has', () => {
    expect(findRoute('PUT', '/api/v1/schedule/1')).toEqual({
      kind: 'wrong-method',
      open: false,
      allow: 'GET, HEAD, DELETE',
    })
  })

  it.each([
    '',
    '*',
    '/api/v1/schedule/1%2Fexport',
    '/api/v1/schedule/1%2fexport',
    '/api/v1/schedule//export',
    '//api/v1/schedules',
    '/api//v1/schedules',
    '/api/v1/schedules/',
    '/api/v1/./schedules',
    '/api/v1/auth/../schedules',
    '/api/v1/schedule/..',
    '/api/v1/schedule/%2e%2e',
    '/api/v1/schedule/%2e%2e/export',
    '/api/v1/schedule/.',
    '/api/v1/schedule/%252e%252e',
    '/api/v1/schedule/1%00',
    '/api/v1/schedule/1\\export',
    '/api/v1/schedule/1;a=b',
    '/api/v1/schedule/1#x',
    '/API/v1/schedules',
    '/api/v1/schedule/1/export/x',
    '/api/v1/auth/login%20',
    'http://elsewhere/api/v1/schedules',
    '/.well-known/jwksXjson',
    '/api/v1/schedule/%ZZ',
    '/api/v1/schedule/%',
    '/%64ocs',
    '/openapi%2Ejson',
    '/%68ealth',
  ])('takes %s for no route at all', (target) => {
    for (const method of ['GET', 'POST', 'DELETE', 'HEAD', 'OPTIONS']) {
      expect(findRoute(method, target)).toEqual({ kind: 'nowhere', open: false })
    }
  })

  it('knows no method by the name of an object’s own furniture', () => {
    expect(found('constructor', '/api/v1/schedules')).toBe('wrong-method')
  })
})
