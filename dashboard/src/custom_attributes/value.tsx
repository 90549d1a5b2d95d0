import { safeLink } from '../messages/safe_url.ts'
import { dayOf } from './values.ts'

/** The value of an attribute, whatever it is; objects as JSON. */
export function AttributeValue({ value, isDate = false }: { value: unknown; isDate?: boolean }) {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'object') return <code className="font-mono text-xs">{JSON.stringify(value).slice(0, 500)}</code>
  const text = isDate ? dayOf(String(value)) : String(value)
  const link = /^https?:/i.test(text) ? safeLink(text) : null
  if (!link) return <bdi className="line-clamp-4">{text.slice(0, 1_500)}</bdi>
  return (
    <a href={link} target="_blank" rel="noopener noreferrer nofollow" className="text-accent-text underline underline-offset-2">
      {text}
    </a>
  )
}
