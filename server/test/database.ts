import pg from 'pg'
import { inject } from 'vitest'
import { openDb } from '../src/db/db.ts'
import { migrate } from '../src/db/migrate.ts'

const templateName = 'parley_test_template'

/** A copy of the migrated template: made once per run, by whichever file comes first. */
export async function freshDatabase(): Promise<pg.PoolConfig> {
  const postgres = inject('postgres') as pg.PoolConfig
  const name = `parley_test_${Math.random().toString(36).slice(2)}`
  const admin = new pg.Client(postgres)
  await admin.connect()
  try {
    await admin.query('select pg_advisory_lock(1)')
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [templateName])
    if (!rowCount) {
      await admin.query(`create database ${templateName}`)
      const db = openDb({ ...postgres, database: templateName }, 1)
      await migrate(db)
      await db.close()
    }
    await admin.query(`create database ${name} template ${templateName}`)
  } finally {
    await admin.end()
  }
  return { ...postgres, database: name }
}
