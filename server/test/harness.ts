import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { pino } from 'pino'
import { expect } from 'vitest'
import { startApp } from '../src/app.ts'
import { readConfig, type Config } from '../src/config.ts'
import { openDb, type Db } from '../src/db/db.ts'
import { freshDatabase } from './database.ts'
import { guardAnswers, guardEvents, offences } from './guard.ts'

export interface TestApp {
  url: string
  db: Db
  /** Where its database is, for who wants to come beside it. */
  connection: pg.PoolConfig
  config: Config
  /** Requests as a program makes them: the status and the parsed body (null when empty). */
  call: (method: string, path: string, options?: CallOptions) => Promise<Answer>
  close(): Promise<void>
}

export interface CallOptions {
  token?: string | undefined
  body?: unknown
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  body: any
  headers: Headers
}

export const testKey = 'a key for tests only, of 32 characters'

/** The whole product on a database of its own, or on that of `connection`, on a free port. `env` as an operator would set it. */
export async function startTestApp(env: Record<string, string> = {}, connection?: pg.PoolConfig): Promise<TestApp> {
  connection ??= await freshDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-files-'))
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error', ...env })
  const db = openDb(connection, 8)
  const log = pino({ level: config.logLevel })
  guardEvents(db)
  const app = await startApp({ config, db, connection, secretKey: testKey, log, inspect: guardAnswers })
  const url = (await app.listen()).replace('[::1]', 'localhost')
  return {
    url, db, connection, config,
    call: (method, path, options) => call(url, method, path, options),
    async close() {
      await app.close()
      await db.close()
      await rm(dataDir, { recursive: true, force: true })
      expect(offences.splice(0)).toEqual([])
    },
  }
}

async function call(url: string, method: string, path: string, { token, body, headers }: CallOptions = {}): Promise<Answer> {
  const isForm = body instanceof FormData || typeof body === 'string'
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: { ...(token ? { api_access_token: token } : {}), ...(body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : parse(text), headers: response.headers }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
