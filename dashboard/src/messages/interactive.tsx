import type { Message } from '../wire.ts'

/** What an interactive message offers and what was chosen, read from whatever its sender put there (client API §4.4). */
export function Interactive({ message }: { message: Message }) {
  if (message.content_type === 'text' || !message.content_type) return null
  const { items, submitted_values: submitted, submitted_email: email } = message.content_attributes
  const offered = [...new Set(list(items).map(wordOf).filter(Boolean))]
  const chosen = [...list(submitted).map(wordOf), typeof email === 'string' ? email : ''].filter(Boolean)
  return (
    <div className="mt-1.5 space-y-1 text-sm">
      {offered.length > 0 && (
        <ul aria-label="Offered" className="flex flex-wrap gap-1">
          {offered.map((word) => (
            <li key={word} className="max-w-full truncate rounded-md border border-border bg-surface px-2 py-0.5 text-text">
              {word}
            </li>
          ))}
        </ul>
      )}
      <p className="text-xs text-text-2 [overflow-wrap:anywhere]">
        {chosen.length > 0 ? `Answered: ${chosen.join(', ')}` : `Interactive message (${message.content_type.slice(0, 40)})`}
      </p>
    </div>
  )
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 20) : value && typeof value === 'object' ? [value] : [])

function wordOf(item: unknown): string {
  if (typeof item === 'string') return item.slice(0, 200)
  if (!item || typeof item !== 'object') return ''
  const { title, label, name, value } = item as Record<string, unknown>
  const word = [title, value, label, name].find((candidate) => typeof candidate === 'string' && candidate !== '')
  return String(word ?? '').slice(0, 200)
}
