import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { environment } from './paths.mjs'
import { say } from './say.mjs'
import { step } from './step.mjs'

const isOnPath = (name) =>
  environment()
    .PATH.split(delimiter)
    .some((folder) => existsSync(join(folder, name)))

const advice =
  () => `The tests talk to a real broker. Install nats-server (Debian: apt-get install nats-server; macOS: brew install
nats-server; else a release from nats.io on the PATH), or set TEST_NATS_URL to a server with JetStream.`

/** Another apt may be at work (unattended upgrades): wait for it as long as for a download, instead of failing. */
const patience = ['-o', 'DPkg::Lock::Timeout=120']

/** What the printed Python client and the README's commands run on; without them their tests say that they were skipped. */
const forClients = ['curl', 'python3-requests']

/** The tests need a real broker. As root on Debian we may install it; elsewhere we say what is missing. */
export const ensureNatsServer = async () => {
  if (process.env.TEST_NATS_URL || isOnPath('nats-server')) return
  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version') && isOnPath('apt-get')
  if (!mayInstall) return say(advice())
  await step('Updating the package lists of Debian', 'apt-get', [...patience, 'update', '-qq'], advice)
  const install = [...patience, 'install', '-y', '-qq', '--no-install-recommends', 'nats-server', ...forClients]
  await step('Installing nats-server, curl and python3-requests from Debian', 'apt-get', install, advice, {
    DEBIAN_FRONTEND: 'noninteractive',
  })
}
