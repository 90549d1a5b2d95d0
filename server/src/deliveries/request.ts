import { unseal } from '../db/secrets.ts'
import { webhookBody } from '../events/catalogue.ts'
import type { ToldEvent } from '../events/emit.ts'
import type { Content } from './ledger.ts'
import type { Request } from './post.ts'

/** The bytes of a callback: the same for every try, and for whoever looks at it later. */
export const bodyOf = (content: Omit<ToldEvent, 'id'> & { event_id: number }): string => JSON.stringify(webhookBody({ ...content, id: content.event_id }))

/** What is posted. Throws when it cannot be written, e.g. with another SECRET_KEY than the one that the secret was stored with. */
export function requestOf(content: Content, uuid: string): Request {
  const { url, secret, previous_secret, custom_headers, allow_hosts } = content
  return {
    url: url!, uuid, body: bodyOf(content), allow_hosts,
    secret: unsealed(secret!),
    previous_secret: previous_secret && unsealed(previous_secret),
    custom_headers: custom_headers === null ? null : JSON.parse(unsealed(custom_headers)) as Record<string, string>,
  }
}

const secrets = new Map<string, string>()
const mostSecrets = 1000

/** Opening a secret costs more than the signature made with it. */
function unsealed(sealed: string): string {
  const known = secrets.get(sealed)
  if (known !== undefined) return known
  if (secrets.size >= mostSecrets) secrets.clear()
  const secret = unseal(sealed)
  secrets.set(sealed, secret)
  return secret
}
