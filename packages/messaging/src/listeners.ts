import type { Listening } from './bus.ts'

export interface Listeners<T> {
  add(listener: (value: T) => void): Listening
  tell(value: T): void
}

export const listeners = <T>(): Listeners<T> => {
  const all = new Set<(value: T) => void>()
  return {
    add(listener) {
      all.add(listener)
      return { stop: () => void all.delete(listener) }
    },
    tell(value) {
      for (const listener of all) listener(value)
    },
  }
}
