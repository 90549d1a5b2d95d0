/** Rows before a page of a list. `page` as the caller wrote it: what is no number, or below one, is the first; one that nobody has is behind the last. */
export function offset(page: unknown, size: number): number {
  const number = Number.parseInt(String(page ?? 1), 10)
  if (!(number > 1)) return 0
  return number < 1e9 ? (number - 1) * size : behindAll
}

/** Rows that no list has. */
export const behindAll = 1e12
