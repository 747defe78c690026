import type { ErrorCode } from '@filling/contracts'
import { type Reading, refuse } from './reading.ts'

/** The parts of a submit that may be wrong, the gravest first: the first with an error gives the answer its name. */
const parts = {
  lots: { code: 'lots.invalid', message: 'Invalid lots data' },
  config: { code: 'config.invalid', message: 'Invalid config' },
  impossible: { code: 'schedule.impossible', message: 'These lots cannot be scheduled' },
  strategy: { code: 'schedule.unknown_strategy', message: 'Unknown strategy' },
  start: { code: 'request.invalid', message: 'Invalid start_time format' },
  name: { code: 'request.invalid', message: 'Invalid name' },
} as const satisfies Record<string, { code: ErrorCode; message: string }>

type Part = keyof typeof parts

/** Mistakes inside lots or config always come as a list, because there the next one is usually a row below. */
const aboutDocument: ReadonlySet<Part> = new Set(['lots', 'config', 'impossible'])

/** Gathers what is wrong with a submit over all its parts, so that one answer tells everything. */
export class Problems {
  readonly warnings: string[] = []
  readonly #errors: { readonly part: Part; readonly text: string }[] = []

  add(part: Part, found: { readonly errors: readonly string[]; readonly warnings?: readonly string[] }): void {
    this.#errors.push(...found.errors.map((text) => ({ part, text })))
    this.warnings.push(...(found.warnings ?? []))
  }

  get errors(): string[] {
    return this.#errors.map(({ text }) => text)
  }

  /** Undefined when nothing was wrong. A lone mistake outside lots and config is a sentence, as documented. */
  refusal(): Extract<Reading<never>, { kind: 'refused' }> | undefined {
    const part = (Object.keys(parts) as Part[]).find((name) => this.#errors.some((error) => error.part === name))
    if (part === undefined) return undefined
    const [only, ...others] = this.errors
    const { code, message } = parts[part]
    const lone = others.length === 0 && !aboutDocument.has(part)
    return refuse(code, lone && only !== undefined ? only : { message, errors: this.errors, warnings: this.warnings })
  }
}
