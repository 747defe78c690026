const quote = 0x22
const backslash = 0x5c
/** `[` and `{` differ in one bit, as do `]` and `}`: setting it makes each pair one comparison. */
const bracketBit = 0x20
const opening = 0x7b
const closing = 0x7d

type Turn = 'opened' | 'closed' | 'none'

/**
 * Walks a JSON text while it arrives, so that a plan of 20 000 lots is neither held nor parsed as a whole: that would
 * stop the event loop for a tenth of a second. Bytes are enough, because the characters that structure JSON are ASCII
 * and no byte of a longer character looks like one. The text is trusted to be JSON: it comes from our own scheduler.
 */
export class JsonCursor {
  readonly #chunks: AsyncIterator<Uint8Array>
  #chunk: Buffer = Buffer.alloc(0)
  #at = 0
  #depth = 0
  /** Depth of the members that `enter` looks at. */
  #level = 1
  #inString = false
  #escaped = false

  constructor(text: AsyncIterable<Uint8Array>) {
    this.#chunks = text[Symbol.asyncIterator]()
  }

  /**
   * Goes into the object or array that is the value of `key`, a member of the object at hand. Gives the text passed on
   * the way, without the key, or, when there is no such value, all the text of that object.
   */
  async enter(key: string): Promise<{ readonly entered: boolean; readonly before: string }> {
    const ending = new RegExp(`"${key}"\\s*:\\s*$`)
    const passed: Buffer[] = []
    while (await this.#fill()) {
      const from = this.#at
      const turn = this.#turn()
      const entering = turn === 'opened' && this.#depth === this.#level + 1
      passed.push(this.#chunk.subarray(from, this.#at))
      const before = entering ? Buffer.concat(passed).toString().slice(0, -1) : ''
      if (entering && ending.test(before)) {
        this.#level++
        return { entered: true, before: before.replace(ending, '') }
      }
      if (turn === 'closed' && this.#depth < this.#level) break
    }
    return { entered: false, before: Buffer.concat(passed).toString() }
  }

  /** What follows inside the value that was entered, its closing bracket included. */
  async *rest(): AsyncGenerator<Buffer> {
    while (await this.#fill()) {
      const from = this.#at
      let turn = this.#turn()
      while (turn !== 'none' && this.#depth >= this.#level) turn = this.#turn()
      yield this.#chunk.subarray(from, this.#at)
      if (this.#depth < this.#level) return
    }
    throw new Error('The text ended inside a value')
  }

  /** The elements of the array that was entered (they must be objects), as many at a time as have arrived. */
  async *elements<T>(): AsyncGenerator<readonly T[]> {
    let begun: Buffer[] = []
    for await (const piece of this.#elementPieces()) {
      begun.push(piece.bytes)
      if (!piece.whole) continue
      const text = Buffer.concat(begun).toString().replace(/^\s*,/, '')
      begun = []
      yield JSON.parse(`[${text}]`) as T[]
    }
  }

  /** Reads what is left and throws it away, so that the connection it arrives on can be used again. */
  async finish(): Promise<void> {
    while (!(await this.#chunks.next()).done);
  }

  /** Gives up whatever has not arrived yet. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  /** Cuts what arrives behind its last complete element. */
  async *#elementPieces(): AsyncGenerator<{ readonly bytes: Buffer; readonly whole: boolean }> {
    while (await this.#fill()) {
      const from = this.#at
      let cut = from
      for (let turn = this.#turn(); turn !== 'none' && this.#depth >= this.#level; turn = this.#turn()) {
        if (turn === 'closed' && this.#depth === this.#level) cut = this.#at
      }
      if (cut > from) yield { bytes: this.#chunk.subarray(from, cut), whole: true }
      if (this.#depth < this.#level) return
      yield { bytes: this.#chunk.subarray(cut, this.#at), whole: false }
    }
    throw new Error('The text ended inside an array')
  }

  /** Reads on when the chunk at hand is used up; false when nothing is left. */
  async #fill(): Promise<boolean> {
    while (this.#at >= this.#chunk.length) {
      const { done, value } = await this.#chunks.next()
      if (done) return false
      this.#chunk = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      this.#at = 0
    }
    return true
  }

  /** Moves behind the next bracket that is not part of a string, or to the end of the chunk. */
  #turn(): Turn {
    const chunk = this.#chunk
    while (this.#at < chunk.length) {
      const byte = chunk[this.#at++] as number
      if (this.#escaped) this.#escaped = false
      else if (this.#inString) this.#step(byte)
      else if (byte === quote) this.#inString = true
      else if ((byte | bracketBit) === opening) {
        this.#depth++
        return 'opened'
      } else if ((byte | bracketBit) === closing) {
        this.#depth--
        return 'closed'
      }
    }
    return 'none'
  }

  #step(byte: number): void {
    if (byte === backslash) this.#escaped = true
    else if (byte === quote) this.#inString = false
  }
}
