/** What became of one job, in milliseconds since 1970 on the clock of this machine. */
export interface Life {
  readonly storedMs: number
  /** A worker has it. */
  readonly begunMs: number
  readonly endedMs: number
}

/** A job queue on PostgreSQL, with workers that take every job as soon as they can. */
export interface Contender {
  readonly name: string
  /** Stores one job; resolves with its id when that cannot be undone by a crash. */
  add(): Promise<string>
  /** Of those that have ended. */
  lives(ids: readonly string[]): Promise<readonly Life[]>
  close(): Promise<void>
}

/** Finer than Date.now(), and the same for every process of the machine. */
export const nowMs = (): number => performance.timeOrigin + performance.now()

export interface Diary {
  stored(id: string): void
  begun(id: string): void
  ended(id: string): void
  lives(ids: readonly string[]): readonly Life[]
}

/** For queues whose workers run here. A job may begin before its sender has heard that it is stored. */
export const diary = (): Diary => {
  const times = {
    stored: new Map<string, number>(),
    begun: new Map<string, number>(),
    ended: new Map<string, number>(),
  }
  const life = (id: string): Life[] => {
    const [storedMs, begunMs, endedMs] = [times.stored.get(id), times.begun.get(id), times.ended.get(id)]
    if (storedMs === undefined || begunMs === undefined || endedMs === undefined) return []
    return [{ storedMs: Math.min(storedMs, begunMs), begunMs, endedMs }]
  }
  return {
    stored: (id) => void times.stored.set(id, nowMs()),
    begun: (id) => void times.begun.set(id, nowMs()),
    ended: (id) => void times.ended.set(id, nowMs()),
    lives: (ids) => ids.flatMap(life),
  }
}
