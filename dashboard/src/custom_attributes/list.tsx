import { AttributeValue } from './value.tsx'

/** Every attribute with its value, also those the product does not know. */
export function AttributeList({ attributes, none }: { attributes: Record<string, unknown>; none: string }) {
  const entries = Object.entries(attributes).filter(([, value]) => value !== null && value !== '')
  if (entries.length === 0) return none ? <p className="text-sm text-text-3">{none}</p> : null
  return (
    <dl className="space-y-1.5">
      {entries.slice(0, 100).map(([key, value]) => (
        <div key={key} className="flex items-baseline gap-2 text-sm">
          <dt className="w-28 shrink-0 truncate text-text-2" title={key}>
            <bdi>{key}</bdi>
          </dt>
          <dd className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <AttributeValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
