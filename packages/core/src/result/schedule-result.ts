/** One row of the plan; times in hours from schedule start. */
export interface ResultActivity {
  readonly start: number
  readonly end: number
  readonly kind: 'fill' | 'changeover' | 'clean' | 'idle'
  readonly lot_id: string | null
  readonly lot_type: string | null
  readonly note: string
  readonly duration_hours: number
}

/** One campaign between two cleans, with what it holds and why it ended. */
export interface ResultBlock {
  readonly start: number
  readonly end: number
  readonly lots: readonly string[]
  readonly fill_hours: number
  readonly changeover_hours: number
  readonly idle_hours: number
  /** Window that was left unused. */
  readonly slack_hours: number
  readonly closed_because: string
}

/** A lot whose fill lies outside its target window, and by how much. */
export interface ResultTargetMiss {
  readonly lot_id: string
  readonly start: number
  readonly end: number
  readonly target_start: number | null
  readonly target_end: number | null
  readonly early_hours: number
  readonly late_hours: number
  readonly priority: number
  readonly because: string
}

export interface ResultOptimality {
  readonly status: 'optimal' | 'feasible'
  /** Hours; no plan that meets targets as well as this one is shorter. */
  readonly lower_bound: number
  readonly gap_percent: number
}

export interface ResultEngine {
  readonly version: string
  readonly strategy: string
  readonly seed: number
  readonly steps: number
  /** The search began with the plan of an interrupted attempt: seed and steps alone do not lead to this plan again. */
  readonly warm_start?: true
  /** Of the problem after intake: equal problems have equal hashes, whatever the order of the lots. */
  readonly input_hash: string
}

/** The answer to a submitted schedule, in the shape of the public API. Durations in hours. */
export interface ScheduleResult {
  readonly makespan: number
  /** Fill time as a percentage of the makespan. */
  readonly utilization: number
  readonly changeovers: number
  readonly lots_scheduled: number
  /** Lots whose fill is not wholly inside their target window. */
  readonly window_violations: number
  readonly kpis: Readonly<Record<string, number>>
  readonly activities: readonly ResultActivity[]
  readonly blocks: readonly ResultBlock[]
  readonly target_misses: readonly ResultTargetMiss[]
  readonly optimality: ResultOptimality
  readonly warnings: readonly string[]
  readonly engine: ResultEngine
}
