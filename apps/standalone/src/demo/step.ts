import { clearLine, cursorTo } from 'node:readline'

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/**
 * Shows that work is under way and how it ended. On a terminal one line that moves; in a pipe one line when it is
 * done, so that a log stays readable.
 */
export const step = async <T>(
  title: string,
  work: (note: (text: string) => void) => Promise<T>,
  ending: (value: T) => string,
): Promise<T> => {
  const out = process.stdout
  const started = performance.now()
  const seconds = (): string => `${((performance.now() - started) / 1_000).toFixed(1)} s`
  let frame = 0
  let noted = ''
  const draw = (): void => {
    clearLine(out, 0)
    cursorTo(out, 0)
    out.write(`${frames[frame++ % frames.length]} ${title} … ${seconds()}${noted}`.slice(0, (out.columns ?? 80) - 1))
  }
  const timer = out.isTTY ? setInterval(draw, 100) : undefined
  try {
    const value = await work((text) => {
      noted = `, ${text}`
    })
    const took = `(${seconds()})`
    erase(out)
    out.write(`✓ ${title}: ${ending(value)} ${took}\n`)
    return value
  } catch (error) {
    erase(out)
    out.write(`✗ ${title}\n`)
    throw error
  } finally {
    clearInterval(timer)
  }
}

const erase = (out: NodeJS.WriteStream): void => {
  if (!out.isTTY) return
  clearLine(out, 0)
  cursorTo(out, 0)
}
