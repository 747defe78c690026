import { operations } from '@filling/contracts'
import { describe, expect, it } from 'vitest'
import { complaintsAbout } from './complaints.ts'
import { complaintsAboutFrame } from './event-frames.ts'
import { samplesOf } from './samples.ts'

const me = operations.find(({ id }) => id === 'me')
const user = { id: 1, email: 'a@b.de', is_active: true, is_superuser: false, created_at: '2026-03-02T08:00:00.000Z' }
const answer = (status: number, body: unknown, type = 'application/json') =>
  complaintsAbout(
    { status, headers: new Headers({ 'content-type': type, 'x-request-id': 'r' }), text: JSON.stringify(body) },
    me,
  )

describe('an answer', () => {
  it('that is described passes', () => {
    expect(answer(200, user)).toEqual([])
    expect(answer(401, { detail: 'no', code: 'auth.not_authenticated', request_id: 'r' })).toEqual([])
  })

  it.each([
    ['an undocumented status', 418, user, /^only .*401.* are described; it says/],
    ['an undocumented field', 200, { ...user, shoe_size: 44 }, /^Unknown field 'shoe_size'$/],
    ['a field that is missing', 200, { ...user, email: undefined }, /^Missing required field 'email'$/],
    ['a time in another form', 200, { ...user, created_at: '2026-03-02T08:00:00+01:00' }, /is not RFC 3339 with Z/],
    [
      'a code that this route does not give',
      401,
      { detail: 'no', code: 'auth.refresh_rejected', request_id: 'r' },
      /^the code auth.refresh_rejected is not described$/,
    ],
    [
      'a refusal of the moment that does not say how long it lasts',
      503,
      { detail: 'no', code: 'service.unavailable', request_id: 'r' },
      /^it does not say when to come back$/,
    ],
    ['a stack trace', 500, '<pre>Error at', /must be object/],
  ])('with %s does not', (_what, status, body, complaint) => {
    expect(answer(status, body).join('; ')).toMatch(complaint)
  })

  it('in another content type does not', () => {
    expect(answer(200, 'x', 'text/html')).toEqual(["the content type 'text/html' is not described"])
  })

  it('that says it is JSON must be', () => {
    const headers = new Headers({ 'content-type': 'application/json', 'x-request-id': 'r' })
    expect(complaintsAbout({ status: 200, headers, text: '{' }, me)).toEqual([
      'the body is said to be JSON and is not: {',
    ])
  })
})

it.each([
  ['event: cheer\ndata: {}', ["the event 'cheer' is not described"]],
  [
    'event: end\ndata: {"schedule_id":0}',
    expect.arrayContaining([expect.stringContaining("'schedule_id' must be >= 1")]),
  ],
  [': still here', []],
])('the frame %j is judged', (frame, complaints) => expect(complaintsAboutFrame(frame)).toEqual(complaints))

it.each(
  operations.flatMap(({ id, answers, body }) =>
    [...Object.values(answers).map(({ content }) => content), body]
      .flatMap((content) => Object.values(content ?? {}))
      .map((schema) => ({ id, schema })),
  ),
)('there are samples of all that $id says and takes', ({ schema }) =>
  expect(samplesOf(schema).length).toBeGreaterThan(0),
)
