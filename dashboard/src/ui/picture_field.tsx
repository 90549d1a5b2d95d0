import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Avatar } from './avatar.tsx'
import { Button } from './button.tsx'
import { FileButton } from './file_button.tsx'
import { toast, toastError } from './toast.tsx'

/** A picture with buttons to change and remove it, which is done at once. `children` stand beside it. */
export function PictureField({ name, url, size = 64, onChoose, onRemove, children }: {
  name: string
  url: string
  size?: number
  /** Rejects what is no picture, or too big. */
  onChoose: (file: File) => Promise<unknown>
  onRemove: () => Promise<unknown>
  children?: ReactNode
}) {
  const choosing = useMutation({ mutationFn: onChoose, onSuccess: () => toast('Picture updated', { tone: 'success' }), onError: toastError })
  const removing = useMutation({ mutationFn: onRemove, onSuccess: () => toast('Picture removed', { tone: 'success' }), onError: toastError })
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <Avatar name={name} url={url} size={size} />
      {children && <div className="min-w-0 flex-1 basis-48">{children}</div>}
      <div className="flex gap-2">
        <FileButton label="Picture" accept="image/png,image/jpeg,image/gif,image/webp" busy={choosing.isPending} onChoose={(file) => choosing.mutate(file)}>
          {url ? 'Change picture' : 'Add picture'}
        </FileButton>
        {url && (
          <Button look="ghost" busy={removing.isPending} onClick={() => removing.mutate()}>
            Remove<span className="sr-only"> picture</span>
          </Button>
        )}
      </div>
    </div>
  )
}
