import { mergedInto } from '../contacts/add.ts'
import type { Contact } from '../contacts/contacts.ts'
import { textOrNull, type ContactInput } from '../contacts/rules.ts'
import type { Misfits } from '../custom_attribute_definitions/fit.ts'
import type { Definitions } from '../filters/filter.ts'
import { Invalid, refused } from '../http/errors.ts'
import { isLonger } from '../http/lengths.ts'
import { checkDeep, checkText, isObject, parseJson } from '../http/params.ts'
import { labelNames } from '../labels/names.ts'

const identifying = ['email', 'phone_number', 'identifier']
const own = ['name', 'blocked', 'avatar_url', 'labels', 'custom_attributes', 'additional_attributes']
const additional: Record<string, string> = {
  company: 'company_name', company_name: 'company_name', city: 'city', country: 'country', country_code: 'country_code', description: 'description',
}
/** What exports write and nobody can set. */
const ignored = ['id', 'account_id', 'created_at', 'updated_at', 'last_activity_at', 'contact_type', 'middle_name', 'last_name', 'location', 'company_id']
const known = new Set([...identifying, ...own, ...Object.keys(additional), ...ignored])

/**
 * The columns of a header: those of a contact in whatever case, every other one a custom attribute of that key. Throws the 422 that names
 * what is wrong: no column to tell contacts apart by, one that comes twice, or one that can be no key.
 */
export function readColumns(header: string[]): string[] {
  const columns = header.map((name) => {
    const plain = name.toLowerCase().replace(/[\s-]+/g, '_')
    return known.has(plain) ? plain : name
  })
  for (const [index, column] of columns.entries()) {
    const name = `"${header[index]!.slice(0, 255)}"`
    if (columns.indexOf(column) !== index) throw refused(`Wrong header: the column ${name} comes twice`)
    if (column === '') throw refused(`Wrong header: column ${index + 1} has no name`)
    if (!/^[\p{L}\p{N}_.-]+$/u.test(column) || isLonger(column, 255)) {
      throw refused(`Wrong header: ${name} is no column of contacts, and no key of a custom attribute, which has letters, numbers, underscores, hyphens and dots only`)
    }
  }
  if (!columns.some((column) => identifying.includes(column))) {
    throw refused(`Wrong header: ${columns.map((column) => `"${column.slice(0, 255)}"`).join(', ').slice(0, 1000)} lacks a column to tell contacts apart by: email, phone_number or identifier`)
  }
  return columns
}

/** What a row says of a contact: cells that are blank say nothing. Throws Invalid. */
export function readRow(columns: string[], cells: string[], definitions: Definitions): ContactInput {
  if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) throw new Invalid('Row has more cells than the header', ['base'])
  const said = columns.flatMap((column, index): [string, string][] => {
    const text = textOrNull(cells[index]) === null ? null : checkText(withoutGuard(cells[index]!.trim()), column)
    return text === null || ignored.includes(column) ? [] : [[column, text]]
  })
  if (!said.some(([column]) => identifying.includes(column))) throw new Invalid('Row has neither email, phone number nor identifier', ['base'])
  const values: ContactInput = { custom_attributes: {}, additional_attributes: {} }
  for (const [column, text] of said) put(values, column, text, definitions)
  return values
}

/** What the contact is after the row: attributes are merged and labels added. Throws Invalid. */
export const withRow = (stored: Contact, values: ContactInput, misfits: Misfits): ContactInput =>
  ({ ...mergedInto(stored, values, misfits), label_list: [...new Set([...stored.label_list, ...(values.label_list ?? [])])] })

function put(values: ContactInput, column: string, text: string, definitions: Definitions): void {
  if (column === 'phone_number') values.phone_number = asPhone(text)
  else if (column === 'labels') values.label_list = labelNames(text)
  else if (column === 'blocked') values.blocked = asFlag(text, column)
  else if (column === 'custom_attributes' || column === 'additional_attributes') Object.assign(values[column]!, asObject(text, column))
  else if (Object.hasOwn(additional, column)) values.additional_attributes![additional[column]!] = text
  else if (known.has(column)) Object.assign(values, { [column]: text })
  else Object.assign(values.custom_attributes!, { [column]: asDefined(text, definitions.get(column)) })
}

/** As people write numbers; one without `+` or 00 at its front is taken to lack only that. */
function asPhone(text: string): string {
  const number = text.replace(/[\s().\-/]/g, '').replace(/^00/, '+')
  return /^\d/.test(number) ? `+${number}` : number
}

function asFlag(text: string, column: string): boolean {
  if (!/^(true|false)$/i.test(text)) throw new Invalid(`${column} must be true or false`, [column])
  return text.toLowerCase() === 'true'
}

function asObject(text: string, column: string): Record<string, unknown> {
  const value = (() => { try { return parseJson(text) } catch { return null } })()
  if (!isObject(value)) throw new Invalid(`${column} must be a JSON object`, [column])
  checkDeep(value, column)
  return value
}

/** Numbers and flags where the attribute is defined as such and the text is one. */
function asDefined(text: string, type: string | undefined): unknown {
  if (type === 'checkbox' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  if (['number', 'currency', 'percent'].includes(type ?? '') && Number.isFinite(Number(text))) return Number(text)
  return text
}

/** An export sets an apostrophe before what a spreadsheet would take for a formula. */
const withoutGuard = (text: string) => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text)
