import { Invalid } from '../http/errors.ts'
import { isObject } from '../http/params.ts'
import type { ContentType } from './message.ts'

const itemKeys: Partial<Record<ContentType, string[]>> = {
  input_select: ['title', 'value'],
  cards: ['title', 'description', 'media_url', 'actions'],
  form: ['type', 'placeholder', 'label', 'name', 'options', 'default', 'required', 'pattern', 'title', 'pattern_error'],
  article: ['title', 'description', 'link'],
}
const actionKeys = ['text', 'type', 'payload', 'uri']

/** Interactive messages need items of known keys (application API §7.4). Throws Invalid. */
export function checkItems(contentType: ContentType, { items }: Record<string, unknown>): void {
  const keys = itemKeys[contentType]
  if (!keys) return
  if (!Array.isArray(items) || items.length === 0) throw invalid('At least one item is required.')
  for (const item of items) {
    checkKeys(item, keys, 'items')
    if (contentType === 'cards') checkActions((item as { actions?: unknown }).actions)
  }
}

function checkActions(actions: unknown): void {
  if (!Array.isArray(actions) || actions.length === 0) throw invalid('contains items missing actions')
  for (const action of actions) checkKeys(action, actionKeys, 'actions')
}

function checkKeys(item: unknown, known: string[], name: string): void {
  if (!isObject(item)) throw invalid(`${name} must be objects`)
  const unknown = Object.keys(item).filter((key) => !known.includes(key))
  if (unknown.length > 0) throw invalid(`contains invalid keys for ${name} : [${unknown.map((key) => `:${key}`).join(', ')}]`)
}

const invalid = (what: string) => new Invalid(`Content attributes ${what}`, ['content_attributes'])
