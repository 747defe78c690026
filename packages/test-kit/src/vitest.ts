import { globSync } from 'node:fs'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const needServers = ['src/**/*.int.test.ts', 'src/**/*.e2e.test.ts']

/**
 * Every package's test configuration. Servers are started only for a package that has tests which need them;
 * `setupFiles` run before each of those.
 */
export const packageTests = (directory: string, setupFiles: readonly string[] = []): ViteUserConfig => {
  const withServers = globSync(needServers, { cwd: directory }).length > 0
  const unit = {
    name: 'unit',
    root: directory,
    include: ['src/**/*.test.ts'],
    exclude: needServers,
    // A guard against hanging, not a measure: two busy cores are slow.
    testTimeout: 60_000,
  }
  const servers = {
    name: 'servers',
    root: directory,
    include: needServers,
    setupFiles: [...setupFiles],
    globalSetup: [new URL('./global-setup.ts', import.meta.url).pathname],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  }
  return defineConfig({
    test: {
      passWithNoTests: false,
      // Most of the time these tests wait for a server, not for the processor.
      ...(withServers ? { maxWorkers: 3 } : {}),
      reporters: ['default', ['json', { outputFile: `${directory}/.test-report.json` }]],
      projects: [{ test: unit }, ...(withServers ? [{ test: servers }] : [])],
    },
  })
}
