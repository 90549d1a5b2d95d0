import { useMutation } from '@tanstack/react-query'
import { Eye, RotateCw } from 'lucide-react'
import { resetAccessToken, revealAccessToken } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { TwiceButton } from '../ui/twice_button.tsx'

/** The token is asked for on a press only, and forgotten with the page. */
export function AccessToken() {
  const revealing = useMutation({ mutationFn: revealAccessToken, onError: toastError, gcTime: 0 })
  const resetting = useMutation({
    mutationFn: resetAccessToken,
    onSuccess: () => toast('New access token. The old one no longer works.', { tone: 'success' }),
    onError: toastError,
    gcTime: 0,
  })
  const token = resetting.data ?? revealing.data
  const reset = (
    <TwiceButton size="lg" icon={<RotateCw aria-hidden />} ask="Reset now" busy={resetting.isPending} onConfirm={() => resetting.mutate()}>
      Reset
    </TwiceButton>
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
