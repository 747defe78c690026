// Makes the passwords of a new installation, once, each where only its user is let in: node prepare.mjs
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, writeFileSync } from 'node:fs'

const service = 1000
const fresh = () => randomBytes(24).toString('base64url')
const database = (role, password) => `postgres://${role}:${password}@postgres:5432/filling`
const broker = (user, password) => `nats://${user}:${password}@nats:4222`

const put = (file, text, owner = service) => {
  const path = `/volumes/${file}`
  writeFileSync(path, text)
  chmodSync(path, 0o400)
  chownSync(path, owner, owner)
}

const roles = { filling_owner: fresh(), filling_auth: fresh(), filling_scheduler: fresh(), filling_reader: fresh() }
const users = {
  gateway: fresh(),
  'scheduler-api': fresh(),
  'scheduler-solver': fresh(),
  'scheduler-bootstrap': fresh(),
}
const variable = (user) => `NATS_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`

const files = () => {
  put('gateway/nats-url', broker('gateway', users.gateway))
  put('auth/database-url', database('filling_auth', roles.filling_auth))
  put('auth/key-secret', randomBytes(32).toString('base64url'))
  for (const process of ['api', 'solver']) {
    put(`${process}/database-url`, database('filling_scheduler', roles.filling_scheduler))
    put(`${process}/nats-url`, broker(`scheduler-${process}`, users[`scheduler-${process}`]))
  }
  put('bootstrap/database-url', database('filling_owner', roles.filling_owner))
  put('bootstrap/nats-url', broker('scheduler-bootstrap', users['scheduler-bootstrap']))
  put(
    'nats/passwords.conf',
    Object.entries(users)
      .map(([user, password]) => `${variable(user)}: "${password}"\n`)
      .join(''),
  )
  const superuser = fresh()
  // The superuser last: until all are changed, the first start may be repeated with the password it began with.
  const passwords = Object.entries({ ...roles, postgres: superuser })
  put('postgres/passwords.sql', passwords.map(([role, word]) => `alter role ${role} password '${word}';\n`).join(''))
  put('postgres/password', superuser)
}

// A new volume belongs to root.
chownSync('/volumes/nats-data', service, service)
// Written last: an installation that has it has all of them.
if (!existsSync('/volumes/postgres/password')) files()
