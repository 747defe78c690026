import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'

/** A random secret that stays the same between starts, in a file that only its owner reads. */
export const secretFile = async (path: string): Promise<string> => {
  if (existsSync(path)) return readFile(path, 'utf8')
  const secret = randomBytes(24).toString('base64url')
  await writeFile(`${path}.new`, secret, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return secret
}
