import { eventually } from '@filling/test-kit'

/** Tokens live 15 minutes; a long run outlives them. */
const freshMs = 10 * 60_000

/** Registers somebody with auth and gives valid tokens ever after. */
export const signIn = async (authUrl: string, email: string): Promise<() => Promise<string>> => {
  const password = 'correct horse battery'
  const post = async (path: string, type: string, body: string): Promise<Record<string, unknown>> => {
    const init = { method: 'POST', headers: { 'content-type': type }, body, signal: AbortSignal.timeout(10_000) }
    const response = await fetch(`${authUrl}/api/v1/auth/${path}`, init)
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return (await response.json()) as Record<string, unknown>
  }
  const login = async (): Promise<string> => {
    const form = new URLSearchParams({ username: email, password }).toString()
    const answer = await eventually(() => post('login', 'application/x-www-form-urlencoded', form))
    return answer.access_token as string
  }
  await eventually(() => post('register', 'application/json', JSON.stringify({ email, password })))
  let token = login()
  let since = performance.now()
  return () => {
    if (performance.now() - since > freshMs) {
      token = login()
      since = performance.now()
    }
    return token
  }
}
