import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

/**
 * An installed Chromium, else the one that comes from npm. Undefined, after a loud word, where neither runs: the tests are then
 * skipped. With CI set they must not be, so that is an error.
 */
export async function launchChromium(): Promise<Browser | undefined> {
  const reasons: string[] = []
  for (const find of [installed, fromNpm]) {
    try {
      return await chromium.launch({ ...await find(), args: flags })
    } catch (error) {
      reasons.push((error as Error).message.split('\n')[0]!)
    }
  }
  const text = `No Chromium runs here: ${reasons.join('; ')}.`
  if (process.env.CI && process.env.CI !== 'false') throw new Error(text)
  console.warn(`\n${'!'.repeat(text.length)}\n${text}\nThe browser tests are skipped. Install Chromium to run them.\n${'!'.repeat(text.length)}\n`)
  return undefined
}

function installed() {
  const paths = (process.env.PATH ?? '').split(delimiter).filter(Boolean).flatMap((directory) => names.map((name) => join(directory, name)))
  const executablePath = [...paths, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find(isExecutable)
  if (!executablePath) throw new Error('none is installed')
  return { executablePath }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** It brings libraries and fonts for a bare machine, but unpacks them only when it believes to be in the cloud it was made for, and knows them only in /tmp. */
async function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`the one from npm is not made for ${process.platform} ${process.arch}`)
  const before = { ...process.env }
  Object.assign(process.env, { AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x', TMPDIR: '/tmp' })
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    const executablePath = await packed.executablePath()
    const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: '/tmp/fonts' }
    return { executablePath, env: { ...withoutUndefined(before), ...fonts, LD_LIBRARY_PATH: ['/tmp/al2023/lib', before.LD_LIBRARY_PATH].filter(Boolean).join(':') } }
  } finally {
    process.env = before
  }
}

const withoutUndefined = (env: NodeJS.ProcessEnv) => Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined))
