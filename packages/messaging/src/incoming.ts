/** One delivery as an adapter hands it in: text not yet read, and the four answers that a broker understands. */
export interface Incoming {
  readonly subject: string
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  readonly delivery: number
  readonly text: string
  /** Resolves when the broker knows. */
  ack(): Promise<unknown>
  nak(afterMs: number): void
  term(): void
  working(): void
}
