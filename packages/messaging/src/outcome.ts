/** What a handler decides about its message. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'reject'; readonly why: string }

export const done: Outcome = { kind: 'done' }
export const retry = (afterMs: number): Outcome => ({ kind: 'retry', afterMs })
export const reject = (why: string): Outcome => ({ kind: 'reject', why })
