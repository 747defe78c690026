import { resolve } from 'node:path'

/** What the person at the keyboard can mend: told without a stack. Any other error is a mistake of ours and keeps its own. */
export class Refused extends Error {}

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

/** Errors of the operating system are named like `ENOENT`, those of Node itself `ERR_…`. */
const isOfSystem = (code: string): boolean => /^E[A-Z0-9]+$/.test(code)

const toldAs = (error: unknown, usage: string): unknown => {
  if (!(error instanceof Error)) return error
  const code = codeOf(error)
  if (code.startsWith('ERR_PARSE_ARGS')) return `${error.message.replaceAll('\n', ' ')}\n${usage}`
  return error instanceof Refused || isOfSystem(code) ? error.message : error
}

/** Runs a command and ends with exit code 1 when it fails. */
export const runCommand = async (usage: string, command: () => void | Promise<void>): Promise<void> => {
  try {
    await command()
  } catch (error) {
    console.error(toldAs(error, usage))
    process.exitCode = 1
  }
}

/** What a command was asked to do; ends the process when that makes no sense, before anything is started. */
export const readOrEnd = <T>(usage: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    console.error(toldAs(error, usage))
    process.exit(1)
  }
}

/** A number of things from a variable of the environment. */
export const countFrom = (variable: string, usual: number): number =>
  readOrEnd('', () => countOf(variable, process.env[variable] ?? String(usual)))

/** pnpm and npm run a script in the root, but paths are meant from where the person stands. */
export const fromCaller = (path: string): string => resolve(process.env.INIT_CWD ?? '.', path)

/** A whole number of at least one from an option or a variable; `name` as the person wrote it. */
export const countOf = (name: string, text: string | undefined, most = Number.MAX_SAFE_INTEGER): number => {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0 && count <= most) return count
  const range = most === Number.MAX_SAFE_INTEGER ? 'of at least 1' : `from 1 to ${most}`
  throw new Refused(
    `${name} must be a whole number ${range} (got ${text === undefined ? 'nothing' : JSON.stringify(text)})`,
  )
}
