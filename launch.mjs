// Runs a file or a tool under Node 24, whatever Node >= 20 the machine has:
//
//   node launch.mjs server/src/main.ts …    a TypeScript file, run directly
//   node launch.mjs vitest run …            the bin of an installed package
//
// Node 24 comes with `npm ci` as an optional dependency. Children of the launched process find the same Node first on their PATH.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const wanted = 24
const root = dirname(fileURLToPath(import.meta.url))
const [what, ...rest] = process.argv.slice(2)

const node = pinnedNode() ?? currentNode()
if (!what) fail('Usage: node launch.mjs <file.ts | tool> [arguments]')
const target = /\.[cm]?[jt]s$/.test(what) ? resolve(what) : toolBin(what)
// Name look-ups of callbacks take threads of this pool: with Node's four, a slow resolver would hold up passwords and files.
const env = { UV_THREADPOOL_SIZE: '16', ...process.env, NODE: node, npm_node_execpath: node, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` }
run([target, ...rest])

/** The Node of `node-<os>-<cpu>`, when npm installed one for this machine. */
function pinnedNode() {
  const path = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  return existsSync(path) ? path : undefined
}

function currentNode() {
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath
  return fail(
    `Parley needs Node ${wanted}; this is Node ${process.versions.node}. Run \`npm ci\` without --omit=optional, which brings it, or install Node ${wanted}.`,
  )
}

/** The script behind a package's bin: npm may have put the package at the root or into a workspace. */
function toolBin(name) {
  for (const folder of ['.', 'server', 'dashboard', 'bench']) {
    try {
      const manifest = createRequire(join(root, folder, 'package.json')).resolve(`${name}/package.json`)
      const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
      return join(dirname(manifest), typeof bin === 'string' ? bin : bin[name])
    } catch {}
  }
  return fail(`${name} is not installed: run \`npm ci\` first.`)
}

/** Becomes the new process where this Node can (no parent left in memory), else starts a child and stands in for it. */
function run(args) {
  if (process.execve) process.execve(node, [node, ...args], env)
  const child = spawn(node, args, { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`Node could not be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
