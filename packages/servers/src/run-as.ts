import { spawnSync } from 'node:child_process'
import { chownSync, readFileSync, statSync } from 'node:fs'

type Command = readonly [string, ...string[]]
interface Account {
  readonly uid: number
  readonly gid: number
}

/** How to start a program that refuses to run as root. */
export interface RunAs {
  readonly command: (command: Command) => Command
  readonly options: Partial<Account>
  /** Gives the program a file or directory of ours. */
  readonly own: (path: string) => void
}

const ourselves: RunAs = { command: (command) => command, options: {}, own: () => undefined }

/**
 * For root: the owner of the directory, else the user `postgres`, else `nobody`; no account is created. Where that user may not enter (a clone in /root, a private temporary folder) the program
 * keeps root's right to pass.
 */
export const runAs = (directory: string, program: string): RunAs => {
  if (process.getuid?.() !== 0) return ourselves
  const account = ownerOf(directory) ?? findAccount('postgres') ?? findAccount('nobody')
  if (!account) throw new Error('PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`')
  const own = (path: string): void => chownSync(path, account.uid, account.gid)
  own(directory)
  if (mayEnter(account, directory) && mayEnter(account, program)) return { ...ourselves, options: account, own }
  const prefix = rightToPass(account)
  if (spawnSync(prefix[0], [...prefix.slice(1), 'true']).status === 0)
    return { command: (command) => [...prefix, ...command], options: {}, own }
  throw new Error(
    `PostgreSQL does not run as root, and the user with id ${account.uid} may not enter ${directory} or ${program}: ` +
      'move the project to a folder that others may enter, or install setpriv (util-linux)',
  )
}

const ownerOf = (directory: string): Account | undefined => {
  const { uid, gid } = statSync(directory)
  return uid === 0 ? undefined : { uid, gid }
}

const findAccount = (name: string): Account | undefined => {
  const entry = readFileSync('/etc/passwd', 'utf8').match(new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm'))
  return entry ? { uid: Number(entry[1]), gid: Number(entry[2]) } : undefined
}

const mayEnter = (account: Account, path: string): boolean =>
  spawnSync('test', ['-x', path], { ...account, cwd: '/' }).status === 0

const rightToPass = ({ uid, gid }: Account): [string, ...string[]] => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
]
