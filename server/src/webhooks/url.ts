import { Invalid } from '../http/errors.ts'
import { checkLength } from '../http/lengths.ts'
import { humanName } from '../http/params.ts'

/**
 * An address that callbacks can be posted to, or null for a blank one. Throws the 422 of `attribute` for anything but a
 * complete http:// or https:// address: the incumbent also stores what it can never reach.
 */
export function readCallbackUrl(text: string | null, attribute: string): string | null {
  const url = text?.trim() ?? ''
  if (url === '') return null
  checkLength(url, attribute, 2048)
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new Invalid(`${humanName(attribute)} is invalid`, [attribute])
  }
  return url
}
