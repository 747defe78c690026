import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, realpath, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StartError } from './start-error.ts'

/**
 * Two instances on one folder would be two databases on the same files. The claim is a local socket that is named
 * after the folder: the system closes it with the process, however that ends, so a claim is never left behind as a
 * file with a process number would be.
 * @throws StartError while another instance holds the folder
 */
export const claimFolder = async (folder: string): Promise<() => Promise<void>> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = await realpath(folder)
  const socket = socketOf(path)
  const server = (await tryListen(socket)) ?? (await replaceStale(socket))
  if (!server) {
    const holder = await processBehind(socket)
    throw new StartError(
      `${path} is in use by another Filling Scheduler${holder}; stop that one first, or set DATA_DIR to another folder.`,
    )
  }
  return async () => {
    server.close()
    await once(server, 'close')
  }
}

/** Not in the folder itself: the path of a socket may be no longer than about 100 characters. */
const socketOf = (path: string): string =>
  join(tmpdir(), `filling-scheduler-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.sock`)

/** Tells whoever connects which process holds the folder. */
const tryListen = async (socket: string): Promise<Server | undefined> => {
  const server = createServer((asking) => asking.on('error', () => undefined).end(String(process.pid)))
  server.listen(socket)
  try {
    await once(server, 'listening')
    return server.unref()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined
    throw error
  }
}

/** A killed process leaves the name of its socket, but nobody answers there. */
const replaceStale = async (socket: string): Promise<Server | undefined> => {
  if (await answers(socket)) return undefined
  await unlink(socket).catch(() => undefined)
  return tryListen(socket)
}

const answers = async (socket: string): Promise<boolean> => {
  const asking = connect(socket)
  try {
    await once(asking, 'connect')
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED'
  } finally {
    asking.destroy()
  }
}

const processBehind = async (socket: string): Promise<string> => {
  try {
    let pid = ''
    for await (const text of connect(socket).setEncoding('utf8').setTimeout(1_000)) pid += text
    return ` (process ${Number(pid)})`
  } catch {
    return ''
  }
}
