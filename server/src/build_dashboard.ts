import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConfigError } from './config.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where `npm run dev` serves the dashboard from its sources; Vite passes every other path on to the server. */
export const developmentUrl = 'http://localhost:5173'

/** Builds the dashboard when a fresh clone has none yet. */
export async function buildDashboard(): Promise<void> {
  if (existsSync(`${root}dashboard/dist/index.html`)) return
  console.log('Building the dashboard, once …')
  const [code] = (await once(vite(['build', '--logLevel', 'warn']), 'exit')) as [number | null]
  if (code !== 0) throw new ConfigError('The dashboard could not be built: see `npm run build`.')
}

/** Serves the dashboard from its sources, with reload, until the returned function is called. */
export function serveDashboard(): () => void {
  const child = vite(['--port', new URL(developmentUrl).port, '--strictPort', '--logLevel', 'warn'])
  return () => void child.kill()
}

function vite(args: string[]): ChildProcess {
  return spawn(process.execPath, [`${root}launch.mjs`, 'vite', ...args], { cwd: `${root}dashboard`, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, NODE_ENV: args[0] === 'build' ? 'production' : 'development' } })
}
