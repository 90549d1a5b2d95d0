import { coverage } from './coverage.ts'
import { exceptions, rows } from './rows.ts'

// Prints how much of the contract the suite covers, by section, and what is missing.
const { total, covered, missing } = await coverage()
for (const [section, all] of Map.groupBy(rows, (row) => row.slice(0, row.indexOf(' ')))) {
  const done = all.filter((row) => covered.has(row)).length
  console.log(`§${section.padEnd(5)} ${String(done).padStart(3)} / ${all.length}`)
}
console.log(`\n${covered.size} / ${total} rows covered, ${Object.keys(exceptions).length} excused`)
for (const row of missing) console.log(`missing: ${row}`)
for (const [row, reason] of Object.entries(exceptions)) console.log(`excused: ${row} (${reason})`)
