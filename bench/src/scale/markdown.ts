/** A table as Markdown has it; every cell but the first of a line is a figure. */
export const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

export const whole = (value: number): string => Math.round(value).toLocaleString('en').replaceAll(',', ' ')

/** Two or three digits of it, however large or small. */
export const short = (value: number): string => {
  if (value === 0) return '0'
  if (value >= 1_000) return whole(value)
  if (value >= 100) return value.toFixed(0)
  return value >= 10 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(2) : value.toPrecision(1)
}

export const bytes = (value: number): string => {
  for (const [unit, size] of [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const)
    if (value >= size) return `${short(value / size)} ${unit}`
  return `${value.toFixed(0)} B`
}

export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`
