import { Invalid } from '../http/errors.ts'
import { isLonger } from '../http/lengths.ts'

/**
 * Labels as a caller gives them: a list, or one text. A name with a comma is two, as on this wire a list is joined and parsed
 * again (application API §4.3). Throws Invalid for a name above 255 characters.
 */
export function labelNames(labels: string[] | string): string[] {
  const names = [...new Set([labels].flat().flatMap((name) => name.split(',')).map((name) => name.trim()).filter((name) => name !== ''))]
  if (names.some((name) => isLonger(name, 255))) throw new Invalid('Label is too long (maximum is 255 characters)', ['labels'])
  return names
}
