import { describe, expect, it } from 'vitest'
import { errorCodes, errorsOf, openApi, operations } from './index.ts'

interface Document {
  readonly paths: Record<string, Record<string, { operationId: string; responses: object; security?: unknown[] }>>
  readonly components: { readonly schemas: Record<string, object> }
}
const document = openApi('1.2.3') as Document

const references = (node: unknown): string[] => {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => (key === '$ref' ? [String(value)] : references(value)))
}

describe('the OpenAPI document', () => {
  it.each(operations)('describes $method $path', (operation) => {
    const described = document.paths[operation.path]?.[operation.method]
    expect(described?.operationId).toBe(operation.id)
    expect(Object.keys(described?.responses ?? {})).toEqual(
      expect.arrayContaining([...Object.keys(operation.answers), ...[...errorsOf(operation).keys()].map(String)]),
    )
  })

  it('resolves every reference', () => {
    const found = new Set(references(document.paths).concat(references(document.components)))
    expect(found.size).toBeGreaterThan(20)
    for (const reference of found) {
      expect(document.components.schemas).toHaveProperty([reference.replace('#/components/schemas/', '')])
    }
  })

  it('asks for a token wherever the operation is not open', () => {
    for (const operation of operations) {
      const { security } = document.paths[operation.path]?.[operation.method] ?? {}
      expect(security).toEqual(operation.open ? [] : undefined)
    }
  })

  it('gives every operation its own id and every route one operation', () => {
    const ids = operations.map(({ id }) => id)
    const routes = operations.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(routes).size).toBe(routes.length)
  })

  it('lets every error code be met somewhere, or says where it comes from', () => {
    const met = new Set(operations.flatMap((operation) => [...errorsOf(operation).values()].flat()))
    const routing = ['request.no_such_route', 'request.method_not_allowed']
    expect([...met, ...routing].sort()).toEqual(Object.keys(errorCodes).sort())
  })
})
