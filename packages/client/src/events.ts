export interface ServerEvent {
  readonly name: string
  readonly id: string | undefined
  readonly data: string
}

/** Reads server-sent events as they come; ends when the stream does. */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n')
      text = blocks.pop() ?? ''
      yield* blocks.map(eventOf).filter((event) => event !== undefined)
    }
  } finally {
    // Whoever stops listening in the middle lets the server know.
    await reader.cancel().catch(() => undefined)
  }
}

/** Comments and settings of the stream are no events. */
const eventOf = (block: string): ServerEvent | undefined => {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const at = line.indexOf(':')
      return [line.slice(0, at), line.slice(at + 1).trimStart()]
    }),
  )
  const data = fields.get('data')
  return data === undefined ? undefined : { name: fields.get('event') ?? 'message', id: fields.get('id'), data }
}
