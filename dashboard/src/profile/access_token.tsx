import { useMutation } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import { useState } from 'react'
import { RotateButton } from '../endpoints/rotate.tsx'
import { resetAccessToken, revealAccessToken } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy.tsx'
import { toastError } from '../ui/toast.tsx'

/** The token is asked for on a press only, and forgotten with the page. */
export function AccessToken() {
  const [token, setToken] = useState<string | null>(null)
  const revealing = useMutation({ mutationFn: revealAccessToken, onSuccess: setToken, onError: toastError, gcTime: 0 })
  const reset = (
    <RotateButton
      what="access token"
      usually={0}
      rotate={async (overlap) => setToken(await resetAccessToken(overlap))}
      atOnce="Programs that use the old token are signed out at once, and their sockets are closed."
      during="Until then both tokens work, so that programs can change over one by one. If the old one has leaked, choose “At once”."
    />
  )
  if (token) {
    return (
      <div className="max-w-xl">
        <CopyField key={token} label="Token" value={token} hint="Send it as the header api_access_token." actions={reset} />
      </div>
    )
  }
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="lg" icon={<Eye aria-hidden />} busy={revealing.isPending} onClick={() => revealing.mutate()}>
        Show token
      </Button>
      {reset}
    </div>
  )
}
