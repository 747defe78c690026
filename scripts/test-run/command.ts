import { spawn } from 'node:child_process'

export interface Outcome {
  /** 0 = fine; a program that did not start or was killed counts as 1. */
  readonly code: number
  readonly output: string
}

/** Runs a program to its end. With `show` its output goes straight to the person, else it is kept. */
export const command = (
  [program = '', ...args]: readonly string[],
  options: { readonly show?: boolean; readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal } = {},
): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
      env: { ...process.env, ...options.env },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    // The child is asked and awaited, never dropped: it has tests of its own to end.
    const stop = () => child.kill('SIGTERM')
    if (options.signal?.aborted) stop()
    options.signal?.addEventListener('abort', stop, { once: true })
    child.once('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
