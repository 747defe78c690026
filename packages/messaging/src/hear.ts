import type { Logger } from '@filling/service-kit'

export interface Hint {
  readonly subject: string
  readonly text: string
}

/** A listener that fails has missed a hint, no more: nothing else in the process feels it. */
export const hear = ({ subject, text }: Hint, onHint: (data: unknown, subject: string) => void, log: Logger): void => {
  try {
    onHint(JSON.parse(text), subject)
  } catch (err) {
    log.warn({ err, subject }, 'a hint could not be used')
  }
}
