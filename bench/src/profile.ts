import { readFileSync } from 'node:fs'
import { fromCaller, Refused, runCommand } from './adapters/command.ts'

const usage = 'Usage: pnpm bench:profile FILE.cpuprofile … (written by npx node --cpu-prof)'

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly url: string } }[]
  readonly samples: readonly number[]
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[]
}

/** Core's folders by name; everything else is Node, HiGHS and the bench itself. */
const placeOf = (url: string): string => /packages\/core\/src\/([\w-]+)/.exec(url)?.[1] ?? 'outside core'

const addTimes = (times: Map<string, number>, { nodes, samples, timeDeltas }: Profile): void => {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame.url)]))
  for (const [at, id] of samples.entries()) {
    const place = places.get(id) ?? 'outside core'
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[at] ?? 0))
  }
}

const isProfile = (raw: unknown): raw is Profile =>
  typeof raw === 'object' &&
  raw !== null &&
  ['nodes', 'samples', 'timeDeltas'].every((part) => part in raw && Array.isArray(raw[part as keyof typeof raw]))

const readProfile = (file: string): Profile => {
  const text = readFileSync(file, 'utf8')
  try {
    const raw: unknown = JSON.parse(text)
    if (isProfile(raw)) return raw
  } catch {
    // Told below: what is no JSON is no profile either.
  }
  throw new Refused(`${file} is no CPU profile. ${usage}`)
}

/** Says in which of core's folders the time of these profiles went. */
const main = (): void => {
  const files = process.argv.slice(2)
  if (files.length === 0) throw new Refused(usage)
  const times = new Map<string, number>()
  for (const file of files) addTimes(times, readProfile(fromCaller(file)))
  times.delete('outside core')
  if (times.size === 0) throw new Refused('No sample of these profiles was taken in core: profile a longer run')
  const total = [...times.values()].reduce((sum, time) => sum + time, 0)
  for (const [place, time] of [...times].sort((a, b) => b[1] - a[1]))
    console.log(`${place.padEnd(16)} ${(time / 1000).toFixed(1).padStart(9)} ms ${((100 * time) / total).toFixed(1)} %`)
}

await runCommand(usage, main)
