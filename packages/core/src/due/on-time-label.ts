import type { BestStarts } from '../bound/least-miss.ts'
import type { Micros } from '../time.ts'

/**
 * All ways to run one order of lots on time, told by the moment at which the running block opens (its clean ends): it may
 * be any from `from` to `until`, and the block then ends at max(moment + length, soonest). Waits are inside: `soonest`
 * comes from lots that may not start earlier, and `until` from lots that may not start later.
 */
export interface Label {
  /** Lots filled so far, a bit each. */
  readonly filled: number
  /** The last of them; −1 = none yet. */
  readonly lot: number
  readonly from: Micros
  readonly until: Micros
  /** Of the running block, without waits. */
  readonly length: Micros
  readonly soonest: Micros
  /** Longest that the running block may last. */
  readonly room: Micros
  /** Lots in the running block. */
  readonly count: number
  /** Cleans directly before the last lot; none when it joined the running block. */
  readonly cleans: number
  /** The label without its last lot; a label with none is the start of the plan. */
  readonly before?: Label
}

export const endOf = ({ from, length, soonest }: Label): Micros => Math.max(from + length, soonest)

/** Everything that can follow the second can follow the first, and no later. Both have filled the same, up to the same type. */
export const dominates = (a: Label, b: Label): boolean =>
  a.from <= b.from &&
  a.until >= b.until &&
  a.length <= b.length &&
  a.soonest <= b.soonest &&
  a.room >= b.room &&
  a.count <= b.count

/** A lot as the next one. */
export interface Next {
  readonly lot: number
  readonly fill: Micros
  readonly starts: BestStarts
}

/** Puts a lot into the running block; undefined when it cannot be on time there. */
export const joined = (label: Label, next: Next, changeover: Micros): Label | undefined => {
  const { first, last } = next.starts
  const length = label.length + changeover + next.fill
  const soonest = Math.max(label.soonest + changeover, first) + next.fill
  const from = Math.max(label.from, soonest - label.room)
  const until = Math.min(label.until, last - label.length - changeover)
  if (from > until || length > label.room || label.soonest + changeover > last) return undefined
  const filled = label.filled | (1 << next.lot)
  return {
    filled,
    lot: next.lot,
    from,
    until,
    length,
    soonest,
    room: label.room,
    count: label.count + 1,
    cleans: 0,
    before: label,
  }
}

/** Durations of the line. */
export interface Pace {
  readonly clean: Micros
  readonly room: Micros
}

/**
 * Opens a block for a lot after so many cleans. Waits before a clean use the room of the block before it, and an empty
 * block is nothing but a wait, so the moments at which the last clean may end have no hole between them.
 */
export const opened = (label: Label, next: Next, { clean, room }: Pace, cleans: number): Label | undefined => {
  const { first, last } = next.starts
  const soonest = first + next.fill
  const from = Math.max(endOf(label) + cleans * clean, soonest - room)
  const until = Math.min(label.until + label.room + cleans * clean + (cleans - 1) * room, last)
  if (from > until) return undefined
  const filled = label.filled | (1 << next.lot)
  return { filled, lot: next.lot, from, until, length: next.fill, soonest, room, count: 1, cleans, before: label }
}
