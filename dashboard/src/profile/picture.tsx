import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { removePicture, setPicture, useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { toast, toastError } from '../ui/toast.tsx'

/** The own picture, and buttons to change and remove it. */
export function OwnPicture({ name }: { name: string }) {
  const { profile } = useSession()
  const field = useRef<HTMLInputElement>(null)
  const choosing = useMutation({ mutationFn: setPicture, onSuccess: () => toast('Picture updated', { tone: 'success' }), onError: toastError })
  const removing = useMutation({ mutationFn: removePicture, onSuccess: () => toast('Picture removed', { tone: 'success' }), onError: toastError })
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <Avatar name={name} url={profile.avatar_url} size={64} />
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate text-base font-medium">{name}</p>
        <p className="truncate text-text-2">{profile.email}</p>
      </div>
      <div className="flex gap-2">
        <input
          ref={field}
          type="file"
          aria-label="Picture"
          tabIndex={-1}
          accept="image/png,image/jpeg,image/gif,image/webp"
          className="sr-only"
          onChange={({ target }) => {
            const [file] = target.files ?? []
            if (file) choosing.mutate(file)
            target.value = ''
          }}
        />
        <Button busy={choosing.isPending} onClick={() => field.current?.click()}>
          {profile.avatar_url ? 'Change picture' : 'Add picture'}
        </Button>
        {profile.avatar_url && (
          <Button look="ghost" busy={removing.isPending} onClick={() => removing.mutate()}>
            Remove<span className="sr-only"> picture</span>
          </Button>
        )}
      </div>
    </div>
  )
}
