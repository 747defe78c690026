import specification from '@asyncapi/specs/schemas/3.0.0.json' with { type: 'json' }
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { asyncApi } from './asyncapi.ts'
import { messages, openApi, parties, traffic } from './index.ts'

const plain = (document: object): Record<string, unknown> => JSON.parse(JSON.stringify(document))

describe('OpenAPI 3.1', () => {
  it('is what the official schema of the specification accepts', async () => {
    const validator = new Validator()
    expect(await validator.validate(plain(openApi('1.2.3')))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it('would not pass with a mistake in it', async () => {
    const { paths: _, ...document } = plain(openApi('1.2.3'))
    expect(await new Validator().validate({ ...document, paths: [] })).toMatchObject({ valid: false })
  })
})

describe('AsyncAPI 3.0', () => {
  // The official schema brings the meta-schema of draft 7 along.
  const ajv = addFormats.default(new Ajv({ strict: false, meta: false, validateSchema: false }))
  const validate = ajv.compile(specification)
  const document = plain(asyncApi('1.2.3'))

  it('is what the official schema of the specification accepts', () => {
    expect(validate(document) ? [] : validate.errors).toEqual([])
  })

  it('would not pass with a mistake in it', () => {
    expect(validate({ ...document, operations: { x: { action: 'shout' } } })).toBe(false)
  })

  it('leads every reference to something', () => {
    const text = JSON.stringify(document)
    const found = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')
    expect(found.length).toBeGreaterThan(20)
    for (const path of new Set(found)) expect(document, path).toHaveProperty(path.split('/'))
  })
})

describe('the table of traffic', () => {
  it.each(messages)(
    'lets somebody send $subject and somebody hear it, or says that only strangers listen',
    (message) => {
      const senders = parties.filter((party) => traffic[party].sends.includes(message))
      const receivers = parties.filter((party) => traffic[party].receives.includes(message))
      expect(senders).not.toEqual([])
      if (!message.subject.startsWith('scheduling.schedule.')) expect(receivers).not.toEqual([])
    },
  )
})
