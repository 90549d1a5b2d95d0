import { readdir, readFile } from 'node:fs/promises'
import { exceptions, rows } from './rows.ts'

/** Which rows the tests beside this file name, by `row('…')`. A test that is skipped names none. */
export async function coverage() {
  const here = new URL('.', import.meta.url)
  const files = (await readdir(here)).filter((name) => name.endsWith('.test.ts') && name !== 'coverage.test.ts')
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, here), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => !/\.(skip|todo)\(/.test(line))
  const named = new Set(lines.flatMap((line) => [...line.matchAll(/\brow\('([^']+)'/g)].map((match) => match[1]!)))
  const covered = new Set(rows.filter((row) => named.has(row)))
  return { total: rows.length, covered: covered as Set<string>, missing: rows.filter((row) => !covered.has(row) && !(row in exceptions)) }
}
