import { streams } from '@filling/contracts'
import { connect, Events, type NatsConnection } from 'nats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { natsGrants, natsUsers } from './grants.ts'
import { type SecuredNats, securedNats } from './secured-server.ts'

let server: SecuredNats
beforeAll(async () => {
  server = await securedNats()
})
afterAll(() => server.close())

/** Nobody may ask for these: they lose work, or show what others hear. */
const forbidden = [
  ...streams.flatMap(({ name }) => [
    `$JS.API.STREAM.DELETE.${name}`,
    `$JS.API.STREAM.PURGE.${name}`,
    `$JS.API.STREAM.MSG.DELETE.${name}`,
    `$JS.API.CONSUMER.DELETE.${name}.any`,
  ]),
  '$JS.API.STREAM.CREATE.OTHER',
  '$SYS.REQ.SERVER.PING',
  'somewhere.else',
]
const concrete = (subject: string): string => subject.replaceAll('*', '7').replace(/>$/, 'x.1.1.1.1.0')
const everything = [...new Set(natsUsers.flatMap((user) => natsGrants[user].publish))]

const as = (user: (typeof natsUsers)[number]): Promise<NatsConnection> => {
  const { username, password, host } = new URL(server.urlOf(user))
  return connect({ servers: host, user: username, pass: password, maxReconnectAttempts: 0 })
}

/** What the server complains about while `act` is done and answered. */
const refusals = async (connection: NatsConnection, act: () => void): Promise<string[]> => {
  const refused: string[] = []
  // Not waited for: it does not end when the connection does.
  void (async () => {
    for await (const { type, permissionContext } of connection.status())
      if (type === Events.Error && permissionContext) refused.push(permissionContext.subject)
  })()
  act()
  await connection.flush()
  await connection.close()
  return refused
}

describe.each(natsUsers)('%s', (user) => {
  const mine = natsGrants[user].publish
  const notMine = [...everything.filter((subject) => !mine.includes(subject)), ...forbidden].map(concrete)

  it('may say what is its own', async () => {
    const connection = await as(user)
    const sayAll = () => {
      for (const subject of mine) connection.publish(concrete(subject))
    }
    expect(await refusals(connection, sayAll)).toEqual([])
  })

  it.each(notMine)('may not say %s', async (subject) => {
    const connection = await as(user)
    expect(await refusals(connection, () => connection.publish(subject))).toEqual([subject])
  })

  const others = natsUsers.filter((other) => other !== user).map((other) => `_INBOX.${other}.x`)
  it.each(['>', '$JS.API.>', 'scheduling.>', ...others])('may not hear %s', async (subject) => {
    const connection = await as(user)
    expect(await refusals(connection, () => connection.subscribe(subject, { callback: () => undefined }))).toEqual([
      subject,
    ])
  })
})

it('nobody enters without a password', async () => {
  const { host } = new URL(server.urlOf('gateway'))
  await expect(connect({ servers: host, maxReconnectAttempts: 0 })).rejects.toThrow(/Authorization/i)
})
