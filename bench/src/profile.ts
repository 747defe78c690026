import { readFileSync } from 'node:fs'

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly url: string } }[]
  readonly samples: readonly number[]
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[]
}

/** Core's folders by name; everything else is Node, HiGHS and the bench itself. */
const placeOf = (url: string): string => /packages\/core\/src\/([\w-]+)/.exec(url)?.[1] ?? 'outside core'

const timesOf = ({ nodes, samples, timeDeltas }: Profile): Map<string, number> => {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame.url)]))
  const times = new Map<string, number>()
  for (const [at, id] of samples.entries()) {
    const place = places.get(id) ?? 'outside core'
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[at] ?? 0))
  }
  return times
}

/** Says in which of core's folders the time of a profile went. */
const main = (): void => {
  const [file] = process.argv.slice(2)
  if (!file) throw new Error('Usage: node bench/src/profile.ts FILE.cpuprofile (written by node --cpu-prof)')
  const times = timesOf(JSON.parse(readFileSync(file, 'utf8')) as Profile)
  times.delete('outside core')
  const total = [...times.values()].reduce((sum, time) => sum + time, 0)
  for (const [place, time] of [...times].sort((a, b) => b[1] - a[1]))
    console.log(`${place.padEnd(16)} ${(time / 1000).toFixed(1).padStart(9)} ms ${((100 * time) / total).toFixed(1)} %`)
}

main()
