import { readdirSync, readFileSync } from 'node:fs'
import type { Contract } from './contract.ts'

export const releasesFolder = new URL('../../released/', import.meta.url)

/** Every release that today's code must not disappoint. Support for one ends by deleting its file. */
export const releases = (): readonly Contract[] =>
  readdirSync(releasesFolder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, releasesFolder), 'utf8')) as Contract)
