import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useSession } from '../session.ts'
import { labelsQuery } from './queries.ts'

/** A label as conversations and contacts carry it; its colour is a dot, as no text reads on every colour. */
export function LabelChip({ title, onRemove }: { title: string; onRemove?: () => void }) {
  const { accountId } = useSession()
  const { data } = useQuery(labelsQuery(accountId))
  const color = data?.find((label) => label.title === title)?.color
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-1.5 rounded-full border border-border bg-surface ps-2 pe-2 text-xs touch:h-8">
      <LabelDot color={color} />
      <span className="truncate">{title}</span>
      {onRemove && (
        <button type="button" aria-label={`Remove ${title}`} onClick={onRemove} className="-me-1 grid size-5 shrink-0 place-items-center rounded-full text-text-3 hover:bg-hover hover:text-text touch:size-8">
          <X aria-hidden className="size-3" />
        </button>
      )}
    </span>
  )
}

export const LabelDot = ({ color }: { color: string | undefined }) => (
  <span aria-hidden className="size-2.5 shrink-0 rounded-full border border-text-3/40" style={{ background: color }} />
)
