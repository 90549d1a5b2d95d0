import type { Contact } from '../wire.ts'

type Merged = Pick<Contact, 'name' | 'email' | 'phone_number' | 'identifier' | 'additional_attributes' | 'custom_attributes'>

export interface MergedField {
  label: string
  /** What the contact has afterwards. */
  stays: string
  /** Whether that came from the other one. */
  isTaken: boolean
  /** What only the other one had, and nobody has any more. */
  lost: string | null
}

const columns = [['name', 'Name'], ['email', 'E-mail'], ['phone_number', 'Phone'], ['identifier', 'Identifier']] as const
const places: Record<string, string> = { company_name: 'Company', city: 'City', country: 'Country', country_code: 'Country code', description: 'Description' }

/** What a merge leaves of two contacts, field by field: the values of the kept one win, and what it lacks it takes from the other (application API §5.3). */
export function mergedFields(kept: Merged, other: Merged, names: ReadonlyMap<string, string> = new Map()): MergedField[] {
  const own = columns.map(([key, label]): [string, unknown, unknown] => [label, kept[key], other[key]])
  const keysOf = (attributes: 'additional_attributes' | 'custom_attributes') => [...new Set([...Object.keys(kept[attributes]), ...Object.keys(other[attributes])])]
  const all: [string, unknown, unknown][] = [
    ...own,
    ...keysOf('additional_attributes').map((key): [string, unknown, unknown] => [places[key] ?? key, kept.additional_attributes[key], other.additional_attributes[key]]),
    ...keysOf('custom_attributes').map((key): [string, unknown, unknown] => [names.get(key) ?? key, kept.custom_attributes[key], other.custom_attributes[key]]),
  ]
  return all.flatMap(([label, mine, theirs]) => {
    const [left, right] = [said(mine), said(theirs)]
    if (left === '' && right === '') return []
    return [{ label, stays: left || right, isTaken: left === '', lost: left !== '' && right !== '' && left !== right ? right : null }]
  })
}

function said(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return typeof value === 'object' ? JSON.stringify(value) : String(value).trim()
}
