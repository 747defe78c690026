import type { Activity } from '@filling/contracts'

/** How a stretch of the line is drawn; a colour only repeats what the mark says. */
type Style = 'clean' | 'changeover' | 'idle' | 'fill'
/** Marks text in the colour of its style; `type` counts the lot types in order of appearance. */
export type Paint = (style: Style, text: string, type: number) => string

export interface GanttOptions {
  /** Characters in a line. */
  readonly width: number
  readonly paint: Paint
  /** Blocks to draw; of a longer plan the rest is counted. */
  readonly rows: number
}

interface Row {
  readonly start: number
  readonly activities: readonly Activity[]
}

const marks = { clean: '░', changeover: '·', idle: ' ' } as const
/** Of neighbouring types one can tell the fills apart without colour. */
const fillMarks = ['█', '▓', '▒', '▚', '▞', '▤', '▥', '▦'] as const
const margin = 13

/** One line a block: a clean and what is filled until the next, all on one scale of hours. */
export const gantt = (activities: readonly Activity[], { width, paint, rows: most }: GanttOptions): string => {
  const rows = rowsOf(activities)
  const types = [...new Set(activities.flatMap(({ kind, lot_type }) => (kind === 'fill' ? [lot_type ?? ''] : [])))]
  const longest = Math.max(...rows.map(lengthOf))
  const columns = Math.max(20, width - margin - 8)
  const scale = columns / longest
  const lines = rows.slice(0, most).map((row) => {
    return `${at(row.start)} ${bar(row, scale, types, paint)} ${lengthOf(row).toFixed(0)} h`
  })
  const hidden = rows.length - lines.length
  return [
    legend(types, paint),
    '',
    ruler(longest, scale, columns),
    ...lines,
    ...(hidden > 0 ? [`${' '.repeat(margin)}and ${hidden} more ${hidden === 1 ? 'block' : 'blocks'}`] : []),
  ].join('\n')
}

const lengthOf = ({ start, activities }: Row): number => (activities.at(-1)?.end ?? start) - start

const at = (hours: number): string => `${hours.toFixed(1)} h`.padStart(margin - 1)

/** A clean opens every block; a line that comes in clean begins without one. */
const rowsOf = (activities: readonly Activity[]): Row[] => {
  const rows: { start: number; activities: Activity[] }[] = []
  for (const activity of activities) {
    if (activity.kind === 'clean' || rows.length === 0) rows.push({ start: activity.start, activities: [] })
    rows.at(-1)?.activities.push(activity)
  }
  return rows
}

/** Each activity goes on from where the last one ended, so that rounding never adds up; the shortest fill is seen. */
const bar = ({ start, activities }: Row, scale: number, types: readonly string[], paint: Paint): string => {
  let drawn = 0
  return activities
    .map((activity) => {
      const end = Math.round((activity.end - start) * scale)
      const length = Math.max(end - drawn, activity.kind === 'fill' ? 1 : 0)
      drawn += length
      return stretch(activity, length, types, paint)
    })
    .join('')
}

const stretch = (activity: Activity, length: number, types: readonly string[], paint: Paint): string => {
  if (activity.kind !== 'fill') return paint(activity.kind, marks[activity.kind].repeat(length), 0)
  const type = types.indexOf(activity.lot_type ?? '')
  const mark = fillMarks[type % fillMarks.length] ?? '█'
  const name = activity.lot_id ?? ''
  const label = name.length < length ? `${mark}${name}` : mark
  return paint('fill', label.padEnd(length, mark), type)
}

const legend = (types: readonly string[], paint: Paint): string => {
  const fills = types.slice(0, fillMarks.length).map((name, type) => {
    return `${paint('fill', (fillMarks[type] ?? '█').repeat(3), type)} ${name}`
  })
  const more = types.length > fillMarks.length ? [`… ${types.length} types`] : []
  const others = [`${paint('clean', '░░░', 0)} clean`, `${paint('changeover', '···', 0)} changeover`]
  return ' '.repeat(margin) + [...others, ...fills, ...more].join('   ')
}

/** A tick a day, or every few days when a day would be narrower than its label. */
const ruler = (longest: number, scale: number, columns: number): string => {
  const days = Math.max(1, Math.ceil(8 / (24 * scale)))
  let line = ''
  for (let hours = 0; hours <= longest; hours += 24 * days) {
    line = `${line.padEnd(Math.round(hours * scale))}|${hours} h`
  }
  return ' '.repeat(margin) + line.slice(0, columns + 6)
}
