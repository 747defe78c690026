/** What reading outside data gives: a value, or every reason why there is none. */
export interface Parsed<T> {
  readonly value?: T
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** Longest list of errors (or warnings) that is worth sending back; the rest is counted. */
const maxReported = 50

const capped = (texts: readonly string[], total: number): string[] =>
  total > texts.length ? [...texts, `… and ${total - texts.length} more`] : [...texts]

/** Collects everything that is wrong, so that a planner can mend it all in one go. */
export class Findings {
  readonly #errors: string[] = []
  readonly #warnings: string[] = []
  #errorCount = 0
  #warningCount = 0

  /** Where there may be millions, a function gives the text: it is called for those that are reported. */
  error(text: string | (() => string)): void {
    this.#errorCount += 1
    if (this.#errors.length < maxReported) this.#errors.push(typeof text === 'string' ? text : text())
  }

  warn(text: string): void {
    this.#warningCount += 1
    if (this.#warnings.length < maxReported) this.#warnings.push(text)
  }

  get failed(): boolean {
    return this.#errorCount > 0
  }

  /** The value counts only when nothing was wrong. */
  settle<T>(value: T): Parsed<T> {
    const errors = capped(this.#errors, this.#errorCount)
    const warnings = capped(this.#warnings, this.#warningCount)
    return this.failed ? { errors, warnings } : { value, errors, warnings }
  }
}
