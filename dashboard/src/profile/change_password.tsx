import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { isGoodPassword, PasswordRules } from '../onboarding/password_rules.tsx'
import { changePassword, useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, PasswordInput } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'

/** Two fields behind a button, so that a password manager does not fill the page unasked. */
export function ChangePassword() {
  const [open, setOpen] = useState(false)
  if (!open) {
    return (
      <Button size="lg" onClick={() => setOpen(true)}>
        Change password
      </Button>
    )
  }
  return <PasswordForm onDone={() => setOpen(false)} />
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const { profile } = useSession()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [tried, setTried] = useState(false)
  const changing = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      toast('Password changed', { tone: 'success' })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (current && isGoodPassword(next)) changing.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <input type="text" autoComplete="username" defaultValue={profile.email} hidden />
      <Field label="Current password" required error={tried && !current ? 'Enter your current password.' : null}>
        <PasswordInput autoFocus autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} />
      </Field>
      <Field
        label="New password"
        required
        error={tried && !isGoodPassword(next) ? 'Choose a password that meets the rule below.' : null}
        hint={<PasswordRules password={next} />}
      >
        <PasswordInput autoComplete="new-password" value={next} onChange={(event) => setNext(event.target.value)} />
      </Field>
      <FormError error={changing.error} />
      <div className="flex gap-2">
        <Button type="submit" look="primary" size="lg" busy={changing.isPending}>
          Change password
        </Button>
        <Button size="lg" look="ghost" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
