import { Invalid } from './errors.ts'
import { humanName } from './params.ts'

/** Whether a text has more than `most` characters, counted as PostgreSQL counts them. */
export const isLonger = (text: string, most: number) => text.length > most && (text.length > 2 * most || [...text].length > most)

/** Throws the 422 of a text that its column does not hold (application API §0.5): 255 characters, 20,000 for long texts. */
export function checkLength(text: string | null | undefined, name: string, most = 255): void {
  if (text && isLonger(text, most)) throw new Invalid(`${humanName(name)} is too long (maximum is ${most} characters)`, [name])
}

/** The same for a text that must be there; answers it without white space around. */
export function checkName(text: string | null | undefined, name = 'name'): string {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') throw new Invalid(`${humanName(name)} can't be blank`, [name])
  checkLength(trimmed, name)
  return trimmed
}
