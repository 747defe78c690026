import { prometheusRule } from './monitoring/rules.ts'
import { authorizationConf, helmUsers } from './nats/print-users.ts'

/** File below deploy/ → what it must say. */
export const printed = (): Readonly<Record<string, string>> => ({
  'nats/authorization.conf': authorizationConf(),
  'k8s/overlays/prod/nats-users.values.yaml': helmUsers(),
  'k8s/components/monitoring/rules.yaml': prometheusRule(),
})
