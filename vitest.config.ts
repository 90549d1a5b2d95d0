import { defineConfig } from 'vitest/config'

const browser = '**/test/browser/**/*.test.ts'
const globalSetup = ['server/test/global_setup.ts']
const exclude = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      // Each file starts servers and databases of its own; the server's modules, are loaded once per worker.
      { test: { name: 'server', isolate: false, include: ['{server,bench,client}/**/*.test.ts'], exclude: [...exclude, browser], globalSetup, testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { name: 'dashboard', include: ['dashboard/src/**/*.test.{ts,tsx}'], exclude } },
      {
        test: {
          name: 'browser',
          include: [browser],
          exclude,
          globalSetup,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
})
