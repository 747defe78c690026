import { stringify } from 'yaml'
import { type Grants, type NatsUser, natsGrants, natsUsers } from './grants.ts'

/** Where the server finds a user's password: a variable of its configuration or of its environment. */
export const passwordVariable = (user: NatsUser): string => `NATS_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`

/** An empty list would allow everything. */
const allowing = (subjects: readonly string[]) => (subjects.length > 0 ? { allow: subjects } : { deny: ['>'] })

const permissions = ({ publish, subscribe }: Grants) => ({
  publish: allowing(publish),
  subscribe: allowing(subscribe),
})

const origin = '# Printed from the contracts by `pnpm --filter @filling/deploy print`; a test compares.\n'

/** JSON is valid in the server's configuration, but for the variable. */
const confUser = (user: NatsUser): string =>
  [
    '  {',
    `    user: ${JSON.stringify(user)}`,
    `    password: $${passwordVariable(user)}`,
    `    permissions: ${JSON.stringify(permissions(natsGrants[user]), null, 2).replaceAll('\n', '\n    ')}`,
    '  }',
  ].join('\n')

/** For `include` in a nats-server.conf. Variables are seen in their own file only, so it includes the passwords itself. */
export const authorizationConf = (): string =>
  `${origin}include secrets/passwords.conf\nauthorization {\n  users: [\n${natsUsers.map(confUser).join('\n').replaceAll(/^/gm, '  ')}\n  ]\n}\n`

/** The same as values of the official Helm chart, where `<< >>` marks a variable. */
export const helmUsers = (): string => {
  const users = natsUsers.map((user) => ({
    user,
    password: `<< $${passwordVariable(user)} >>`,
    permissions: permissions(natsGrants[user]),
  }))
  return `${origin}${stringify({ config: { merge: { authorization: { users } } } })}`
}
