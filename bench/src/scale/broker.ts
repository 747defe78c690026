/** What the broker has counted since its start. */
export interface BrokerCounters {
  readonly inMessages: number
  readonly outMessages: number
  readonly inBytes: number
  readonly outBytes: number
  /** Ever stored in a stream, acknowledged since or not. */
  readonly stored: Readonly<Record<'SOLVE' | 'EVENTS', number>>
  /** What the facts take on its disk now. */
  readonly eventsBytes: number
}

interface Varz {
  readonly version: string
  readonly in_msgs: number
  readonly out_msgs: number
  readonly in_bytes: number
  readonly out_bytes: number
}

interface StreamState {
  readonly bytes: number
  readonly last_seq: number
}

interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly name: string; readonly state: StreamState }[]
  }[]
}

const ask = async <T>(monitorUrl: string, path: string): Promise<T> =>
  (await (await fetch(`${monitorUrl}${path}`)).json()) as T

export const brokerVersion = async (monitorUrl: string): Promise<string> =>
  (await ask<Varz>(monitorUrl, '/varz')).version

/** Asked over HTTP, as Prometheus exporters do; it costs the broker nothing that is counted. */
export const brokerCounters = async (monitorUrl: string): Promise<BrokerCounters> => {
  const { in_msgs, out_msgs, in_bytes, out_bytes } = await ask<Varz>(monitorUrl, '/varz')
  const { account_details = [] } = await ask<Jsz>(monitorUrl, '/jsz?streams=true')
  const streams = new Map(
    account_details.flatMap((it) => it.stream_detail ?? []).map(({ name, state }) => [name, state]),
  )
  const events = streams.get('EVENTS')
  return {
    ...{ inMessages: in_msgs, outMessages: out_msgs, inBytes: in_bytes, outBytes: out_bytes },
    stored: { SOLVE: streams.get('SOLVE')?.last_seq ?? 0, EVENTS: events?.last_seq ?? 0 },
    eventsBytes: events?.bytes ?? 0,
  }
}
