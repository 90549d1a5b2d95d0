/** Upper ends in milliseconds of the classes in which tries are counted by how long they took; the last class is open. */
const ends = [1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 800, 1200, 2000, 3000, 5000, 8000, 12_000, 20_000, 30_000]

export const noDurations = (): number[] => Array<number>(ends.length + 1).fill(0)

export function countDuration(counts: number[], milliseconds: number): void {
  const index = ends.findIndex((end) => milliseconds <= end)
  counts[index < 0 ? ends.length : index]! += 1
}

/** About how long the fastest `part` (0 to 1) of the tries took at most, in milliseconds; null when there were none. */
export function percentile(counts: number[], part: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let rest = total * part
  for (const [index, count] of counts.entries()) {
    if (count > 0 && rest <= count) return within(index, rest / count)
    rest -= count
  }
  return within(ends.length, 1)
}

/** A class is taken as filled evenly. */
function within(index: number, part: number): number {
  const from = ends[index - 1] ?? 0
  return Math.round(from + ((ends[index] ?? from) - from) * part)
}
