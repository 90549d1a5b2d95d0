import { FileText, X } from 'lucide-react'
import { fileSize } from './files.ts'
import { previewUrl } from './shown.ts'

/** What will go with the message. */
export function ComposerFiles({ files, onRemove }: { files: File[]; onRemove: (file: File) => void }) {
  if (files.length === 0) return null
  return (
    <ul aria-label="Files to send" className="flex max-h-40 flex-wrap gap-2 overflow-y-auto px-3 py-1.5">
      {files.map((file) => (
        <li key={previewUrl(file)} className="relative flex h-14 max-w-56 items-center gap-2 rounded-lg border border-border bg-surface p-1.5 pe-8">
          {file.type.startsWith('image/') ? (
            <img src={previewUrl(file)} alt="" className="size-11 rounded-md object-cover" />
          ) : (
            <span className="grid size-11 shrink-0 place-items-center rounded-md bg-surface-3 text-text-2">
              <FileText aria-hidden className="size-5" />
            </span>
          )}
          <span className="min-w-0 text-text">
            <bdi className="block truncate text-xs font-medium">{file.name}</bdi>
            <span className="figures block text-xs text-text-2">{fileSize(file.size)}</span>
          </span>
          <button
            type="button"
            aria-label={`Remove ${file.name}`}
            onClick={() => onRemove(file)}
            className="absolute end-1 top-1 grid size-6 place-items-center rounded-full text-text-2 hover:bg-surface-3 hover:text-text touch:size-9"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  )
}
