import type { Operation } from '@filling/contracts'

/** The operation behind a request: an id that cannot be one still is its business, an encoded slash is not. */
export const findOperation = (among: readonly Operation[], method: string, pathname: string): Operation | undefined => {
  const here = among.filter((operation) => operation.method === method.toLowerCase())
  return here.find(({ path }) => path === pathname) ?? here.find(({ path }) => pattern(path).test(pathname))
}

const pattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[\\w.~-]+')}$`)
