/** Digits of eleven bits: five rounds for any time that core knows, and counters that stay in the fastest cache. */
const digits = 2048

/** How many values come before those with each digit, when the largest digit goes first. */
const placesOf = (digitOf: Uint16Array): Int32Array => {
  const places = new Int32Array(digits + 1)
  for (const digit of digitOf) places[digit] = (places[digit] as number) + 1
  let before = 0
  for (let digit = digits - 1; digit >= 0; digit--) {
    const count = places[digit] as number
    places[digit] = before
    before += count
  }
  return places
}

/**
 * Places of whole numbers from 0 on, largest number first, equal ones in the order of their places. Sorts by digits (radix
 * sort): a comparing function would be called a hundred thousand times for ten thousand lots.
 */
export const largestFirst = (values: Float64Array): Int32Array => {
  const size = values.length
  let order = new Int32Array(size)
  let next = new Int32Array(size)
  const digitOf = new Uint16Array(size)
  let largest = 0
  for (let at = 0; at < size; at++) {
    order[at] = at
    largest = Math.max(largest, values[at] as number)
  }
  for (let unit = 1; unit <= largest; unit *= digits) {
    for (let at = 0; at < size; at++) {
      const whole = Math.floor((values[at] as number) / unit)
      digitOf[at] = whole - Math.floor(whole / digits) * digits
    }
    const places = placesOf(digitOf)
    for (const at of order) {
      const digit = digitOf[at] as number
      const place = places[digit] as number
      next[place] = at
      places[digit] = place + 1
    }
    const done = next
    next = order
    order = done
  }
  return order
}
