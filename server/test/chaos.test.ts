import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// The short form of `npm run chaos`; the long one has 20 and 5 kills in 4 minutes.

test('nothing is lost, doubled or out of order while server and database are killed', { timeout: 240_000 }, async () => {
  const short = ['--seconds', '10', '--kills', '2', '--database-kills', '1', '--conversations', '6', '--seed', '3']
  const { stdout } = await promisify(execFile)(process.execPath, ['launch.mjs', 'bench/chaos/run.ts', ...short], { cwd: fileURLToPath(new URL('../..', import.meta.url)) })
  for (const count of ['lost', 'doubled', 'out of order', 'crashes']) expect(stdout).toMatch(new RegExp(`^${count} +0$`, 'm'))
  expect(stdout).toMatch(/^acknowledged +[1-9]\d*$/m)
})
