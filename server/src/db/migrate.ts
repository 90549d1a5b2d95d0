import { readdir, readFile } from 'node:fs/promises'
import type { Db } from './db.ts'

const directory = new URL('./migrations/', import.meta.url)

/** Applies the SQL files that this database has not seen, in the order of their names, each in its own transaction. */
export async function migrate(db: Db): Promise<void> {
  await db.query('create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())')
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).toSorted()
  for (const name of names) {
    await db.transaction(async (query) => {
      // Two servers may start at once: the lock makes the second wait and then find the work done.
      await query('select pg_advisory_xact_lock(7275390517)')
      const seen = await query('select 1 from migrations where name = $1', [name])
      if (seen.length > 0) return
      await query(await readFile(new URL(name, directory), 'utf8'))
      await query('insert into migrations (name) values ($1)', [name])
    })
  }
}
