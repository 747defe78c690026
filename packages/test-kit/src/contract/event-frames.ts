import { checkClosed, ErrorBody, ScheduleState } from '@filling/contracts'
import { Type } from 'typebox'

const Expired = Type.Object({ code: Type.Literal('auth.not_authenticated'), detail: ErrorBody.properties.detail })

/** What each named event carries. */
const frames = { progress: ScheduleState, end: ScheduleState, expired: Expired } as const

/** The same response, whose body fails at the first event that the contracts do not describe. */
export const checkedEvents = (response: Response, where: string): Response => {
  let rest = ''
  const checking = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      const blocks = (rest + new TextDecoder().decode(piece)).split('\n\n')
      rest = blocks.pop() ?? ''
      const complaints = blocks.flatMap(complaintsAboutFrame)
      if (complaints.length > 0) controller.error(new Error(`${where} streamed, but ${complaints.join('; ')}`))
      else controller.enqueue(piece)
    },
  })
  const { status, headers } = response
  return Object.defineProperty(new Response(response.body?.pipeThrough(checking) ?? null, { status, headers }), 'url', {
    value: response.url,
  })
}

/** One block of a stream; a comment or `retry` alone is no event. */
export const complaintsAboutFrame = (block: string): readonly string[] => {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
  const [name = 'message', data] = [field('event'), field('data')]
  if (data === undefined) return []
  if (!Object.hasOwn(frames, name)) return [`the event '${name}' is not described`]
  const checked = checkClosed(frames[name as keyof typeof frames], JSON.parse(data))
  return checked.ok ? [] : checked.errors.map((error) => `the event '${name}' is wrong: ${error}`)
}
