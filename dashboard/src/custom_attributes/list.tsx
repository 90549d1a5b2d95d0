import { safeLink } from '../messages/safe_url.ts'

/** Every attribute with its value, also those the product does not know; objects as JSON. */
export function AttributeList({ attributes, none }: { attributes: Record<string, unknown>; none: string }) {
  const entries = Object.entries(attributes).filter(([, value]) => value !== null && value !== '')
  if (entries.length === 0) return <p className="text-sm text-text-3">{none}</p>
  return (
    <dl className="space-y-1.5">
      {entries.slice(0, 100).map(([key, value]) => (
        <div key={key} className="flex items-baseline gap-2 text-sm">
          <dt className="w-28 shrink-0 truncate text-text-2" title={key}>
            <bdi>{key}</bdi>
          </dt>
          <dd className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value({ value }: { value: unknown }) {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'object') return <code className="font-mono text-xs">{JSON.stringify(value).slice(0, 500)}</code>
  const text = String(value)
  const link = /^https?:/i.test(text) ? safeLink(text) : null
  if (!link) return <bdi className="line-clamp-4">{text.slice(0, 1_500)}</bdi>
  return (
    <a href={link} target="_blank" rel="noopener noreferrer nofollow" className="text-accent-text underline underline-offset-2">
      {text}
    </a>
  )
}
