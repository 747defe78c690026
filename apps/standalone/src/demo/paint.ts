import { styleText } from 'node:util'
import type { Paint } from './gantt.ts'

const fillColours = ['cyan', 'yellow', 'magenta', 'green', 'blue', 'red'] as const
const colours = { clean: 'gray', changeover: 'gray', idle: 'gray' } as const

/** Colours where a terminal shows them; NO_COLOR and pipes get plain text. */
export const paint: Paint = (style, text, type) => {
  const colour = style === 'fill' ? (fillColours[type % fillColours.length] ?? 'cyan') : colours[style]
  return styleText(colour, text, { stream: process.stdout })
}
