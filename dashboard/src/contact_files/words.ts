import type { ContactImport } from './queries.ts'

const counted = (count: number, one: string, many: string) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** How far an import is, or what it did. */
export function importText({ state, total, processed, created, updated, failed }: Pick<ContactImport, 'state' | 'total' | 'processed' | 'created' | 'updated' | 'failed'>): string {
  if (state === 'pending') return 'It begins when those before it are through.'
  if (state === 'running') return total === null ? 'The rows are being counted.' : `${processed.toLocaleString('en')} of ${counted(total, 'row', 'rows')}.`
  const parts = [counted(created, 'contact added', 'contacts added'), `${updated.toLocaleString('en')} updated`, ...(failed > 0 ? [counted(failed, 'row failed', 'rows failed')] : [])]
  return `${parts.join(', ')}.`
}

/** A file to begin with. */
export const example = `data:text/csv;charset=utf-8,${encodeURIComponent(
  'name,email,phone_number,identifier,labels,company,city,country,plan\r\nAda Lovelace,ada@example.com,+442071234567,user-1,"vip,billing",Analytical Engines,London,United Kingdom,Family\r\n',
)}`
