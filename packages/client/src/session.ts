import type { TokenPair } from '@filling/contracts'
import { ApiError, apiError } from './api-error.ts'

type Send = (path: string, init: RequestInit) => Promise<Response>

/** Who is signed in. Holds the tokens, and renews them once however many calls find out at the same time. */
export interface Session {
  tokens(): TokenPair | undefined
  use(tokens: TokenPair | undefined): void
  /** Sends with the access token; on 401 renews it and sends once more. */
  authorized(path: string, init?: RequestInit): Promise<Response>
}

export const openSession = (send: Send, changed: (tokens: TokenPair | undefined) => void): Session => {
  let tokens: TokenPair | undefined
  let renewing: Promise<void> | undefined

  const use = (next: TokenPair | undefined): void => {
    tokens = next
    changed(next)
  }

  const renew = (refreshToken: string): Promise<void> => {
    renewing ??= refresh(send, refreshToken)
      .then(use, (error: unknown) => {
        // A refused refresh token stays refused; anything else (a lost connection) may pass.
        if (error instanceof ApiError && error.status < 500 && error.status !== 429) use(undefined)
        throw error
      })
      .finally(() => {
        renewing = undefined
      })
    return renewing
  }

  return {
    tokens: () => tokens,
    use,
    async authorized(path, init = {}) {
      await renewing?.catch(() => undefined)
      const used = tokens
      const response = await send(path, withToken(init, used))
      if (response.status !== 401 || !used) return response
      await response.body?.cancel()
      // Another call may have renewed while this one was on its way: a refresh token works only once.
      if (tokens === used) await renew(used.refresh_token)
      return send(path, withToken(init, tokens))
    },
  }
}

const refresh = async (send: Send, refreshToken: string): Promise<TokenPair> => {
  const response = await send('/auth/refresh', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh_token: refreshToken }),
  })
  if (!response.ok) throw await apiError(response)
  return (await response.json()) as TokenPair
}

const withToken = (init: RequestInit, tokens: TokenPair | undefined): RequestInit => {
  const headers = new Headers(init.headers)
  if (tokens) headers.set('Authorization', `Bearer ${tokens.access_token}`)
  return { ...init, headers }
}
