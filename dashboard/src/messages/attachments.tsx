import { Download, FileText, ImageOff, MapPin } from 'lucide-react'
import { useState } from 'react'
import { cx } from '../ui/cx.ts'
import type { Attachment } from '../wire.ts'
import { fileNameOf, fileSize } from './files.ts'
import { safeFile } from './safe_url.ts'

/** A picture keeps its place before it is there, so that nothing jumps. */
const BOX = { width: 280, height: 220 }

export function Attachments({ attachments, atEnd, onOpen }: { attachments: Attachment[]; atEnd: boolean; onOpen: (attachment: Attachment) => void }) {
  return (
    <ul className={cx('flex max-w-full flex-wrap gap-1.5', atEnd && 'justify-end')} aria-label="Attachments">
      {attachments.map((attachment) => (
        <li key={attachment.id} className="max-w-full min-w-0">
          <AttachmentView attachment={attachment} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
}

function AttachmentView({ attachment, onOpen }: { attachment: Attachment; onOpen: (attachment: Attachment) => void }) {
  const url = safeFile(attachment.data_url)
  if (attachment.file_type === 'location') return <Place attachment={attachment} />
  if (!url) return <FileChip attachment={attachment} url={null} />
  if (attachment.file_type === 'image') return <Picture attachment={attachment} url={url} onOpen={onOpen} />
  if (attachment.file_type === 'audio') {
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- a customer's recording has none
    return <audio controls preload="metadata" src={url} aria-label={fileNameOf(attachment)} className="h-10 w-72 max-w-full" />
  }
  if (attachment.file_type === 'video') {
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- a customer's recording has none
    return <video controls preload="metadata" src={url} aria-label={fileNameOf(attachment)} className="aspect-video w-80 max-w-full rounded-lg bg-surface-3" />
  }
  return <FileChip attachment={attachment} url={url} />
}

function Picture({ attachment, url, onOpen }: { attachment: Attachment; url: string; onOpen: (attachment: Attachment) => void }) {
  const [isBroken, setIsBroken] = useState(false)
  const [hasThumb, setHasThumb] = useState(Boolean(safeFile(attachment.thumb_url)))
  if (isBroken) {
    return (
      <span className="flex items-center gap-2 rounded-lg border border-dashed border-border-strong px-3 py-2 text-sm text-text-2">
        <ImageOff aria-hidden className="size-4" />
        {fileNameOf(attachment)} cannot be shown
      </span>
    )
  }
  const size = fitInto(attachment)
  return (
    <button
      type="button"
      onClick={() => onOpen(attachment)}
      aria-label={`Open picture ${fileNameOf(attachment)}`}
      className="block max-w-full overflow-hidden rounded-lg border border-border bg-surface-3 transition-opacity hover:opacity-90"
      style={{ width: size.width, aspectRatio: `${size.width} / ${size.height}` }}
    >
      <img
        src={hasThumb ? attachment.thumb_url : url}
        alt=""
        decoding="async"
        onError={() => (hasThumb ? setHasThumb(false) : setIsBroken(true))}
        className="size-full object-cover"
      />
    </button>
  )
}

function FileChip({ attachment, url }: { attachment: Attachment; url: string | null }) {
  const name = fileNameOf(attachment)
  const inside = (
    <>
      <span className="grid size-8 shrink-0 place-items-center rounded-md bg-surface-3 text-text-2">
        <FileText aria-hidden className="size-4" />
      </span>
      <span className="min-w-0 flex-1">
        <bdi className="block truncate text-sm font-medium">{name}</bdi>
        <span className="figures block text-xs text-text-2">
          {[attachment.extension?.toUpperCase(), fileSize(attachment.file_size), !url && 'not available'].filter(Boolean).join(' · ')}
        </span>
      </span>
      {url && <Download aria-hidden className="size-4 shrink-0 text-text-3" />}
    </>
  )
  const look = 'flex w-64 max-w-full items-center gap-2.5 rounded-lg border border-border bg-surface p-2 text-start text-text'
  if (!url) return <span className={look}>{inside}</span>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow" download={name} className={`${look} hover:bg-hover`}>
      {inside}
    </a>
  )
}

function Place({ attachment }: { attachment: Attachment }) {
  const { coordinates_lat: lat, coordinates_long: long, fallback_title } = attachment
  return (
    <span className="flex items-center gap-2 rounded-lg border border-border bg-surface px-3 py-2 text-sm text-text">
      <MapPin aria-hidden className="size-4 shrink-0 text-text-2" />
      <span className="min-w-0 break-words">
        {fallback_title || 'Place'} <span className="figures text-text-2">{[lat, long].filter((part) => typeof part === 'number').join(', ')}</span>
      </span>
    </span>
  )
}

function fitInto({ width, height }: Attachment): { width: number; height: number } {
  if (!width || !height) return BOX
  const scale = Math.min(BOX.width / width, BOX.height / height, 1)
  return { width: Math.max(72, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) }
}
