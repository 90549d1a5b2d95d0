import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { mailPasswordLink } from '../session.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { EntryCard } from './entry_card.tsx'

/** Asks for a link by mail under which to set a new password. */
export function PasswordLinkScreen() {
  const [email, setEmail] = useState('')
  const asking = useMutation({ mutationFn: () => mailPasswordLink(email.trim()) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asking.mutate()
  }
  if (asking.isSuccess) {
    return (
      <EntryCard title="Look into your mail" text={`If ${email.trim()} has a user here, a link to set a new password is on its way. It is good for 6 hours.`}>
        <Link to="/app/login" className={buttonClass('primary', 'lg')}>
          Back to sign-in
        </Link>
      </EntryCard>
    )
  }
  return (
    <EntryCard title="Set a new password" text="You get a mail with a link. Your password stays as it is until you follow it.">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="E-mail" required>
          <TextInput type="email" name="email" autoComplete="username" autoFocus required value={email} onChange={(event) => setEmail(event.target.value)} />
        </Field>
        <FormError error={asking.error} />
        <Button type="submit" look="primary" size="lg" busy={asking.isPending}>
          Send the link
        </Button>
        <Link to="/app/login" className="self-start text-sm text-text-2 underline hover:text-text">
          Back to sign-in
        </Link>
      </form>
    </EntryCard>
  )
}
