/** What the server shows, and takes, in place of a value that it keeps. */
const mask = '••••'

export interface HeaderLine {
  /** Of the line, while the form is open. */
  key: number
  name: string
  /** Null: the value that the server keeps and shows to nobody. */
  value: string | null
}

let keys = 0

export const newLine = (name = '', value: string | null = ''): HeaderLine => ({ key: keys++, name, value })

export const linesOf = (kept: Record<string, string> | undefined): HeaderLine[] => Object.keys(kept ?? {}).map((name) => newLine(name, null))

/** As the API takes them; lines without a name and a value are left out. */
export const headersOf = (lines: HeaderLine[]): Record<string, string> =>
  Object.fromEntries(lines.filter((line) => !isBlank(line)).map(({ name, value }) => [name.trim(), value ?? mask]))

/** What is wrong with a line, in words for the form. */
export function lineProblem(line: HeaderLine, lines: HeaderLine[]): string | null {
  const name = line.name.trim()
  if (isBlank(line)) return null
  if (!name) return 'Enter the name of the header.'
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return 'A name has letters, digits and hyphens.'
  return lines.some((other) => other !== line && other.name.trim().toLowerCase() === name.toLowerCase()) ? 'This header stands here twice.' : null
}

const isBlank = ({ name, value }: HeaderLine) => name.trim() === '' && value !== null && value.trim() === ''
