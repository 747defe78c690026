import { checkedFetch } from '@filling/test-kit/contract'

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is; the content type is the caller's business. */
  readonly body?: string | Uint8Array<ArrayBuffer> | FormData
  /** Sent as JSON. */
  readonly json?: unknown
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  // Whatever the test expects; the checked fetch has held it against the contracts already.
  readonly body: { readonly code?: string; readonly detail?: unknown } & Readonly<Record<string, unknown>>
  readonly text: string
}

/** One request as a stranger would send it, without the client's good manners. */
export const ask = async (
  url: string,
  { method = 'GET', token, headers, body, json }: Asked = {},
): Promise<Answered> => {
  const response = await checkedFetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {}, text }
}
