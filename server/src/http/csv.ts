import { stringify } from 'csv-stringify/sync'
import type { FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import Type from 'typebox'

/** What a route that answers a table declares. */
export const Csv = Type.String({ description: 'CSV, UTF-8' })

/** The same for one that is longer than a page: it is written while it is read. */
export const CsvStream = Type.Unsafe<Readable>(Csv)

export type Cell = string | number | null

/** Answers rows as a file to save. Cells that a spreadsheet would take for a formula begin with an apostrophe, as others than the reader have written them. */
export const sendCsv = (reply: FastifyReply, fileName: string, rows: Cell[][]): string => {
  reply.headers(csvHeaders(fileName))
  return stringify(rows, { escape_formulas: true })
}

export const csvHeaders = (fileName: string) =>
  ({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${fileName}"`, 'x-content-type-options': 'nosniff' })
