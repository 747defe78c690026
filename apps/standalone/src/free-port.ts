import { once } from 'node:events'
import { createServer } from 'node:net'
import { StartError } from './start-error.ts'

/** Asked before anything else starts, so that the answer comes at once. @throws StartError */
export const ensurePortIsFree = async (port: number, host: string): Promise<void> => {
  const server = createServer().listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new StartError(sentence((error as NodeJS.ErrnoException).code, port, host), { cause: error })
  }
  server.close()
  await once(server, 'close')
}

const sentence = (code: string | undefined, port: number, host: string): string => {
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program; set GATEWAY_PORT to a free one.`
  if (code === 'EACCES') return `Port ${port} needs more rights than this user has; set GATEWAY_PORT to one above 1023.`
  return `${host}:${port} cannot be listened on (${code}); set HOST and GATEWAY_PORT to an address of this machine.`
}
