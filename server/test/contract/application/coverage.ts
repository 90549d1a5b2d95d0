import { readdir, readFile } from 'node:fs/promises'
import { exceptions, rows } from './rows.ts'

/** Which rows the tests beside this file name, by `row('…')`. A test that is skipped names none. */
export async function coverage() {
  const here = new URL('.', import.meta.url)
  const files = (await readdir(here)).filter((name) => name.endsWith('.test.ts') && name !== 'coverage.test.ts')
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, here), 'utf8')))
  const named = new Set(texts.flatMap((text) => [...text.matchAll(/^(?!.*\.(?:skip|todo)\().*?\brow\('([^']+)'/gm)].flatMap((match) => [...match[0].matchAll(/\brow\('([^']+)'/g)].map((one) => one[1]!))))
  const covered = new Set(rows.filter((row) => named.has(row)))
  return { total: rows.length, covered: covered as Set<string>, missing: rows.filter((row) => !covered.has(row) && !(row in exceptions)) }
}
