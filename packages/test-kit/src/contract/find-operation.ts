import type { Operation } from '@filling/contracts'

/** The operation behind a request: an id that cannot be one still is its business, an encoded slash is not. */
export const findOperation = (among: readonly Operation[], method: string, pathname: string): Operation | undefined => {
  const exact = among.filter(({ path }) => path === pathname)
  const here = exact.length > 0 ? exact : among.filter(({ path }) => pattern(path).test(pathname))
  return here.find((operation) => operation.method === method.toLowerCase())
}

const pattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[\\w.~-]+')}$`)
