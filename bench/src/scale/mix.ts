import { type Draw, drawFrom } from '../generate/draw.ts'
import { type FamilyName, families } from '../generate/families.ts'

export interface Job {
  readonly lots: number
  /** The request. */
  readonly body: string
}

interface Wanted {
  readonly family: FamilyName
  readonly lots: number
  readonly types: number
  readonly strategy: string
  readonly config?: object
}

const jobOf = (draw: Draw, { family, lots: n, types, strategy, config }: Wanted): Job => {
  const { lots, config: configOf } = families[family]
  const rules = { ...configOf({ n, types, draw }), ...config }
  return { lots: n, body: JSON.stringify({ lots_data: lots({ n, types, draw }), strategy, config: rules }) }
}

/** A plan at once: as much work on any machine, because the search of `smart-pack` counts steps. */
const quick = (draw: Draw): Job =>
  jobOf(draw, { family: 'large', lots: 4 + draw.below(97), types: 5, strategy: 'smart-pack' })

/** About a second of one core, and as much work on any machine: the steps end it, never the clock. */
const stepped = (draw: Draw): Job =>
  jobOf(draw, {
    ...{ family: 'matrix', lots: 120, types: 12, strategy: 'hybrid-pack' },
    config: { step_limit: 3_000, time_limit_seconds: 3_600 },
  })

/** Takes its whole time, on any machine; how far it gets meanwhile depends on the core. */
const timed =
  (seconds: number) =>
  (draw: Draw): Job =>
    jobOf(draw, {
      ...{ family: 'matrix', lots: 120, types: 12, strategy: 'hybrid-pack' },
      config: { time_limit_seconds: seconds },
    })

/** The least planning that a list of so many lots can have: what it costs besides. */
export const plain =
  (lots: number) =>
  (draw: Draw): Job =>
    jobOf(draw, { family: 'medium', lots, types: 5, strategy: 'lpt-pack' })

const timeLimitSeconds = 2
/** Of the mixed jobs one in so many is a long one. */
const longEvery = 10

/** Jobs of each kind in a full run, and how each is drawn. */
export const scenarios = {
  quick: { jobs: 300, draw: () => quick },
  mixed: { jobs: 150, draw: (at: number) => (at % longEvery === 0 ? stepped : quick) },
  long: { jobs: 8, draw: () => timed(timeLimitSeconds) },
} as const satisfies Record<string, { readonly jobs: number; draw(at: number): (draw: Draw) => Job }>

export type Scenario = keyof typeof scenarios

export const jobsOf = (scenario: Scenario, count: number, seed: number): Job[] => {
  const draw = drawFrom(seed)
  return Array.from({ length: count }, (_, at) => scenarios[scenario].draw(at)(draw))
}

export const sameJobs = (kind: (draw: Draw) => Job, count: number, seed: number): Job[] => {
  const draw = drawFrom(seed)
  return Array.from({ length: count }, () => kind(draw))
}
