import { headers, type JsMsg, type MsgHdrs } from 'nats'
import type { Incoming } from '../incoming.ts'

const text = new TextDecoder()
const idHeader = 'Nats-Msg-Id'

export const toHeaders = (record: Readonly<Record<string, string>> = {}): MsgHdrs => {
  const all = headers()
  for (const [name, value] of Object.entries(record)) all.set(name, value)
  return all
}

const toRecord = (all: MsgHdrs | undefined): Record<string, string> =>
  Object.fromEntries(
    [...(all ?? [])].filter(([name]) => name !== idHeader).map(([name, values]) => [name, values[0] ?? '']),
  )

export const toIncoming = (message: JsMsg): Incoming => ({
  subject: message.subject,
  id: message.headers?.get(idHeader) ?? '',
  headers: toRecord(message.headers),
  delivery: message.info.deliveryCount,
  text: text.decode(message.data),
  ack: () => message.ackAck(),
  nak: (afterMs) => message.nak(afterMs),
  term: () => message.term(),
  working: () => message.working(),
})
