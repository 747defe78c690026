export { type EmbeddedPostgres, type EmbeddedPostgresOptions, embeddedPostgres } from './embedded-postgres.ts'
export { freePort } from './free-port.ts'
export { type NatsProcess, type NatsProcessOptions, natsProcess } from './nats-process.ts'
export { secretFile } from './secret-file.ts'
