/** For one small machine. Everything committed is on disk: fsync and synchronous_commit stay on. */
const settings = {
  listen_addresses: '127.0.0.1',
  max_connections: 100,
  shared_buffers: '64MB',
  fsync: 'on',
  synchronous_commit: 'on',
  // Nobody replicates from here, so the log holds only what recovery needs.
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_wal_size: '512MB',
  checkpoint_timeout: '15min',
  // Every query is a short one: compiling it, or splitting it over workers, costs more than running it.
  jit: 'off',
  max_parallel_workers_per_gather: 0,
} as const

/** `socketDir`: where its socket lies, for nobody but its own user and us; empty = none. */
export const settingFlags = ({ port, socketDir }: { readonly port: number; readonly socketDir: string }): string[] =>
  Object.entries({ ...settings, port, unix_socket_directories: socketDir, unix_socket_permissions: '0700' }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  )
