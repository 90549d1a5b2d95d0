import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { parse, type CsvError } from 'csv-parse'
import { refused } from '../http/errors.ts'

/** A row as it stands in a CSV file. `line`: where it begins, counted from 1. */
export interface CsvRow {
  line: number
  cells: string[]
}

/** A file that cannot be read as CSV to its end. */
export class CsvFileError extends Error {}

/** In characters; a row beyond it is a file without line breaks, or no CSV at all. */
const longestRow = 1_000_000
const piece = 64 * 1024

/** The text of a CSV file as spreadsheets save them: UTF-8 or UTF-16 with a mark, UTF-8 without, else the old code page of Western Windows. */
export async function readCsvText(path: string): Promise<string> {
  const bytes = await readFile(path)
  return new TextDecoder(encodingOf(bytes)).decode(bytes).replace(/\r\n?/g, '\n')
}

/** The first row. Throws the 422 for a file that has none. */
export async function readHeader(text: string): Promise<string[]> {
  for await (const { cells } of csvRows(text)) return cells.map((cell) => cell.trim())
  throw refused('File is blank')
}

/** All rows with something in them, the header first. Columns are divided by what the header has most of: comma, semicolon or tab. Throws CsvFileError. */
export async function* csvRows(text: string): AsyncGenerator<CsvRow> {
  const parser = parse({ delimiter: delimiterOf(text), info: true, record_delimiter: '\n', relax_column_count: true, relax_quotes: true, skip_empty_lines: true, max_record_size: longestRow })
  const input = Readable.from(pieces(text))
  input.on('error', (error) => parser.destroy(error)).pipe(parser)
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: { lines: number }; record: string[] }>) {
      // `lines` says where the row ends.
      if (record.some((cell) => cell.trim() !== '')) yield { line: info.lines - record.join('').split('\n').length + 1, cells: record }
    }
  } catch (error) {
    if (!(error as CsvError).code?.startsWith('CSV_')) throw error
    throw new CsvFileError((error as Error).message.slice(0, 500))
  } finally {
    input.destroy()
  }
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

/** Small enough that nobody waits for one to be read. */
function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += piece) yield text.slice(at, at + piece)
}

function delimiterOf(text: string): string {
  const [header = ''] = /^.*/.exec(text.slice(0, piece).trimStart()) ?? []
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: header.split(sign).length }))
  return counted.reduce((most, each) => (each.count > most.count ? each : most)).sign
}
