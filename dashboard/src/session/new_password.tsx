import { useMutation } from '@tanstack/react-query'
import { Link, useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { isGoodPassword, PasswordRules } from '../onboarding/password_rules.tsx'
import { setPassword } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, PasswordInput } from '../ui/field.tsx'
import { EntryCard } from './entry_card.tsx'

/** Where the links of mails lead: an invitation, or a password forgotten. */
export function NewPasswordScreen() {
  const { reset_password_token: token = '' } = useSearch({ from: '/app/auth/password/edit' })
  const router = useRouter()
  const [password, setText] = useState('')
  const [tried, setTried] = useState(false)
  const setting = useMutation({ mutationFn: () => setPassword(token, password), onSuccess: () => router.history.push('/') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isGoodPassword(password)) setting.mutate()
  }
  return (
    <EntryCard title="Choose your password" text="You are signed in with it at once, and signed out everywhere else.">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label="New password" required error={tried && !isGoodPassword(password) ? 'Choose a password that meets the rule below.' : null} hint={<PasswordRules password={password} />}>
          <PasswordInput name="password" autoComplete="new-password" autoFocus value={password} onChange={(event) => setText(event.target.value)} />
        </Field>
        {setting.error && <FormError error={setting.error.message === 'Invalid token' ? new Error('This link has been used or is over.') : setting.error} />}
        <Button type="submit" look="primary" size="lg" busy={setting.isPending}>
          Set password
        </Button>
        <Link to="/app/auth/reset/password" className="self-start text-sm text-text-2 underline hover:text-text">
          Send me another link
        </Link>
      </form>
    </EntryCard>
  )
}
