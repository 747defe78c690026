/** One message of protocol buffers as its encoding tells it, without a schema: number → values in their order. */
export interface Fields {
  /** Embedded messages. */
  messages(number: number): Fields[]
  text(number: number): string
  hex(number: number): string
  varint(number: number): number
}

type Value = Buffer | bigint

/** @see https://protobuf.dev/programming-guides/encoding/ */
export const fieldsIn = (bytes: Buffer): Fields => {
  const all = new Map<number, Value[]>()
  for (let at = 0; at < bytes.length; ) {
    const key = varintAt(bytes, at)
    const value = valueAt(bytes, key.next, Number(key.value & 7n))
    at = value.next
    const number = Number(key.value >> 3n)
    all.set(number, [...(all.get(number) ?? []), value.value])
  }
  const bytesOf = (number: number): Buffer[] => (all.get(number) ?? []).filter((value) => typeof value !== 'bigint')
  const first = (number: number): Buffer => bytesOf(number)[0] ?? Buffer.alloc(0)
  return {
    messages: (number) => bytesOf(number).map(fieldsIn),
    text: (number) => first(number).toString('utf8'),
    hex: (number) => first(number).toString('hex'),
    varint: (number) => Number(all.get(number)?.[0] ?? 0),
  }
}

const valueAt = (bytes: Buffer, at: number, wire: number): { readonly value: Value; readonly next: number } => {
  if (wire === 0) return varintAt(bytes, at)
  if (wire === 1 || wire === 5) {
    const next = at + (wire === 1 ? 8 : 4)
    return { value: bytes.subarray(at, next), next }
  }
  const { value: length, next } = varintAt(bytes, at)
  return { value: bytes.subarray(next, next + Number(length)), next: next + Number(length) }
}

const varintAt = (bytes: Buffer, from: number): { readonly value: bigint; readonly next: number } => {
  let value = 0n
  for (let at = from; ; at += 1) {
    const byte = bytes[at] ?? 0
    value |= BigInt(byte & 127) << BigInt(7 * (at - from))
    if (byte < 128) return { value, next: at + 1 }
  }
}
