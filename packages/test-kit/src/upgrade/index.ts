export { type ReleasedDatabase, type Replay, replay } from './replay.ts'
export { schemaBreaks } from './schema-breaks.ts'
export { type DatabaseSchema, schemaOf } from './schema-of.ts'
export { type UnpackedRelease, unpackRelease } from './unpack-release.ts'
