import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Another process holds the directory; `pid` is undefined only in the instant before it has written it down. */
export class InUseError extends Error {
  readonly pid: number | undefined

  constructor(dataDir: string, pid: number | undefined) {
    super(`${dataDir} is in use by another Parley${pid ? ` (process ${pid})` : ''}.`)
    this.pid = pid
  }
}

/**
 * Takes DATA_DIR for this process alone, until `release()` or the end of the process, however it ends: the kernel drops the lock even after
 * kill -9, so no stale lock can exist. SQLite is used for nothing but its file lock, the only one that Node has without an add-on.
 */
export function lockDataDir(dataDir: string): { release(): void } {
  const file = new DatabaseSync(join(dataDir, 'lock'))
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if (isBusy(error)) throw new InUseError(dataDir, holder(dataDir))
    throw error
  }
  const pidFile = join(dataDir, 'parley.pid')
  writeFileSync(pidFile, `${process.pid}\n`)
  return {
    release() {
      rmSync(pidFile, { force: true })
      file.close()
    },
  }
}

function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === 5
}

function holder(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(join(dataDir, 'parley.pid'), 'utf8')) || undefined
  } catch {
    return undefined
  }
}
