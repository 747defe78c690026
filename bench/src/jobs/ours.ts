import { ownLives } from '../adapters/databases.ts'
import type { Send } from '../api/sender.ts'
import type { Contender } from './contender.ts'

/** The smallest list of lots there is: what comes closest to a job that does nothing. */
export const smallest = JSON.stringify([{ lot_id: 'L', lot_type: 'A', vials: 1, fill_hours: 1 }])

export const ours = (name: string, send: Send, databaseUrl: string): Contender => {
  const lives = ownLives(databaseUrl)
  const body = `{"lots_data":${smallest},"strategy":"spt-pack"}`
  return {
    name,
    async add() {
      const answer = await send('POST', '/api/v1/schedule', body)
      if (answer?.status !== 202) throw new Error(`A submit was answered ${answer?.status} ${answer?.text}`)
      return String((JSON.parse(answer.text) as { readonly id: number }).id)
    },
    lives: lives.of,
    close: lives.close,
  }
}
