import { randomUUID } from 'node:crypto'
import { type SchedulerClient, schedulerClient } from '@filling/client'

export interface Caller {
  readonly client: SchedulerClient
  readonly url: string
  readonly token: string
}

/** A planner of its own, so that what others have stored is not counted. */
export const signedIn = async (url: string): Promise<Caller> => {
  let token = ''
  const onTokens = (tokens: { readonly access_token: string } | undefined): void => {
    token = tokens?.access_token ?? ''
  }
  const client = schedulerClient(url, { onTokens })
  const credentials = { email: `bench-${randomUUID()}@example.com`, password: randomUUID() }
  await client.register(credentials)
  await client.login(credentials)
  return { client, url, token }
}

/** The four lots that the public document measures with. */
export const lots = [
  { lot_id: 'LOT001', lot_type: 'Product-A', vials: 1000, fill_hours: 2.5 },
  { lot_id: 'LOT002', lot_type: 'Product-B', vials: 1500, fill_hours: 2.5 },
  { lot_id: 'LOT003', lot_type: 'Product-A', vials: 800, fill_hours: 2 },
  { lot_id: 'LOT004', lot_type: 'Product-C', vials: 1200, fill_hours: 2 },
]
