import { isIPv6 } from 'node:net'
import type { Request } from 'express'

/** The sender's address as a key for counting. An IPv6 customer owns a whole /64, so that is what counts as one. */
export const addressOf = (req: Request): string => {
  const address = (req.ip ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
  return isIPv6(address) ? prefix64(address) : address
}

const prefix64 = (address: string): string => {
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0')
  return `${[...groups, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}
