import type { Entry } from '../history.ts'

/** The part of a history that is about one run; what happened to servers and processes is everybody's. */
export const partOf = (entries: readonly Entry[], prefix: string, from: number): Entry[] => {
  const census = entries.findLast((entry) => entry.kind === 'census' && entry.prefix === prefix)
  const rows = census?.kind === 'census' ? census.rows : []
  const ids = new Set(rows.map(({ id }) => id))
  for (const entry of entries) if (entry.kind === 'accepted' && entry.name.startsWith(prefix)) ids.add(entry.id)
  return entries.filter((entry) => {
    switch (entry.kind) {
      case 'accepted':
      case 'refused':
      case 'unanswered':
        return entry.name.startsWith(prefix)
      case 'withdrawn':
      case 'fact':
      case 'seen':
      case 'recovered':
        return ids.has(entry.id)
      case 'census':
        return entry === census
      case 'fault':
        return true
      case 'exit':
        return entry.at >= from
      default:
        return entry satisfies never
    }
  })
}
