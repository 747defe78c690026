import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { breaksOf } from './breaks.ts'
import { contractOf } from './contract.ts'
import { releases, releasesFolder } from './releases.ts'

/** `pnpm contracts:freeze 0.2.0`: what the code says today is promised from now on. */
const freeze = (release: string): string[] => {
  if (!/^\d+\.\d+\.\d+$/.test(release)) return ['Say which release: three numbers, such as 0.2.0']
  mkdirSync(releasesFolder, { recursive: true })
  const file = new URL(`${release}.json`, releasesFolder)
  if (existsSync(file)) return [`Release ${release} is frozen already; a promise is not rewritten`]
  const today = contractOf(release)
  const broken = releases().flatMap((earlier) => breaksOf(earlier, today))
  if (broken.length === 0) writeFileSync(file, `${JSON.stringify(today, undefined, 1)}\n`)
  return broken
}

const complaints = freeze(process.argv[2] ?? '')
for (const complaint of complaints) process.stderr.write(`${complaint}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1
