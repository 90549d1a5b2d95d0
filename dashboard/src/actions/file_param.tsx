import { useMutation } from '@tanstack/react-query'
import { FileUp, Paperclip } from 'lucide-react'
import { accountPath, post } from '../api.ts'
import { useSession } from '../session.ts'
import { FileButton } from '../ui/file_button.tsx'
import type { ActionFile } from './kinds.ts'

/** Names of what was uploaded since the page was loaded. */
const uploaded = new Map<string, string>()

/** Keeps the file on the server, for an action to send it again and again. */
async function upload(accountId: number, file: File): Promise<string> {
  const form = new FormData()
  form.append('attachment', file)
  const { blob_id } = await post<{ blob_id: string }>(accountPath(accountId, 'upload'), form)
  uploaded.set(blob_id, file.name)
  return blob_id
}

/** The file that an action sends. */
export function FileParam({ blobId, files, label, onChange }: { blobId: string; files: ActionFile[]; label: string; onChange: (blobId: string) => void }) {
  const { accountId } = useSession()
  const uploading = useMutation({ mutationFn: (file: File) => upload(accountId, file), onSuccess: onChange })
  const name = uploaded.get(blobId) ?? files.find(({ blob_id }) => blob_id === blobId)?.filename
  return (
    <div>
      <div className="flex min-w-0 items-center gap-3">
        <FileButton label={label} busy={uploading.isPending} icon={<FileUp aria-hidden />} onChoose={(file) => uploading.mutate(file)}>
          {blobId ? 'Another file' : 'Choose a file'}
        </FileButton>
        {blobId && (
          <span className="flex min-w-0 items-center gap-1.5 text-sm text-text-2">
            <Paperclip aria-hidden className="size-4 shrink-0" />
            <bdi className="truncate">{name ?? 'A file'}</bdi>
          </span>
        )}
      </div>
      {uploading.error && <p role="alert" className="mt-1 text-sm text-danger">{uploading.error.message}</p>}
    </div>
  )
}
