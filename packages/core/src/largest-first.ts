/** Value and place in one number, so that larger values and, among equals, earlier places have larger numbers. */
const packed = (values: Float64Array): Float64Array => {
  const size = values.length
  const keys = new Float64Array(size)
  for (let at = 0; at < size; at++) keys[at] = (values[at] as number) * size + size - 1 - at
  return keys
}

/**
 * Places of whole numbers from 0 on, largest number first, equal ones in the order of their places. Flat numbers are
 * sorted without a comparing function, which would be called a hundred thousand times for ten thousand lots, and
 * before the engine has made it fast.
 */
export const largestFirst = (values: Float64Array): Int32Array => {
  const size = values.length
  const keys = packed(values).sort()
  const order = new Int32Array(size)
  // Windows of some weeks and ten thousand lots leave no bits for the place.
  if ((keys.at(-1) ?? 0) > Number.MAX_SAFE_INTEGER)
    return order.map((_, at) => at).sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
  for (let at = 0; at < size; at++) order[size - 1 - at] = size - 1 - ((keys[at] as number) % size)
  return order
}
