import { defineConfig } from 'vitest/config'

/** Generated cases take seconds on a busy machine; the default of five would call that a failure. */
export default defineConfig({ test: { testTimeout: 60_000 } })
