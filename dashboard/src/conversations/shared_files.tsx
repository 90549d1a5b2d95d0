import { useQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { accountPath, get } from '../api.ts'
import { fileNameOf, fileSize } from '../messages/files.ts'
import { safeFile } from '../messages/safe_url.ts'
import { useSession } from '../session.ts'
import { fullTime } from '../time.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import type { Conversation, Wire } from '../wire.ts'

type Listed = Wire<'ListedAttachment'>

/** The newest hundred files of a conversation; each opens beside the dashboard. */
export function SharedFiles({ conversation: { id } }: { conversation: Conversation }) {
  const { accountId } = useSession()
  const { data, error } = useQuery({
    queryKey: ['files', accountId, id],
    queryFn: ({ signal }) => get<{ meta: { total_count: number }; payload: Listed[] }>(accountPath(accountId, `conversations/${id}/attachments`), {}, signal),
    staleTime: 0,
  })
  if (error) return <p className="text-sm text-danger">They could not be loaded.</p>
  if (!data) return <Skeleton className="late h-10 w-full" />
  if (data.payload.length === 0) return <p className="text-sm text-text-3">No file was sent yet.</p>
  return (
    <>
      <ul aria-label="Shared files" className="flex flex-col gap-1">
        {data.payload.map((file) => (
          <SharedFile key={file.id} file={file} />
        ))}
      </ul>
      {data.meta.total_count > data.payload.length && <p className="mt-1 text-xs text-text-3">{`The newest ${data.payload.length} of ${data.meta.total_count.toLocaleString('en')}.`}</p>}
    </>
  )
}

function SharedFile({ file }: { file: Listed }) {
  const url = safeFile(file.data_url)
  const name = fileNameOf({ ...file, account_id: 0 })
  const thumb = file.file_type === 'image' ? safeFile(file.thumb_url) : null
  const facts = [file.sender?.name, fileSize(file.file_size)].filter(Boolean).join(' · ')
  const content = (
    <>
      <span className="grid size-9 shrink-0 place-items-center overflow-hidden rounded-md bg-surface-3 text-text-2 [&>svg]:size-4">
        {thumb ? <img src={thumb} alt="" loading="lazy" className="size-full object-cover" /> : <FileText aria-hidden />}
      </span>
      <span className="min-w-0 flex-1">
        <bdi className="block truncate text-sm">{name}</bdi>
        <span className="block truncate text-xs text-text-2" title={fullTime(file.created_at)}>{facts}</span>
      </span>
    </>
  )
  return (
    <li>
      {url ? (
        <a href={url} target="_blank" rel="noopener noreferrer" className="-mx-2 flex items-center gap-2.5 rounded-md px-2 py-1 hover:bg-hover">
          {content}
        </a>
      ) : (
        <span className="flex items-center gap-2.5 py-1">{content}</span>
      )}
    </li>
  )
}
