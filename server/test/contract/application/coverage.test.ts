import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { coverage } from './coverage.ts'
import { exceptions } from './rows.ts'

test('a test holds every row of the contract, or docs/compat.md says why none does', async () => {
  const { missing } = await coverage()
  expect(missing).toEqual([])
})

test('no row is excused that is covered', async () => {
  const { covered } = await coverage()
  expect(Object.keys(exceptions).filter((row) => covered.has(row))).toEqual([])
})

test('docs/compat.md names every exception', async () => {
  const compat = await readFile(new URL('../../../../docs/compat.md', import.meta.url), 'utf8')
  for (const [row, reason] of Object.entries(exceptions)) expect(compat, `${row}: ${reason}`).toContain(reason)
})
