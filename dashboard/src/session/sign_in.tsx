import { useMutation } from '@tanstack/react-query'
import { Link, useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api.ts'
import { brand } from '../brand.ts'
import { signIn } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError, Notice } from '../ui/error_state.tsx'
import { Field, PasswordInput, TextInput } from '../ui/field.tsx'
import { EntryCard } from './entry_card.tsx'

export function SignIn() {
  const { next, link } = useSearch({ from: '/app/login' })
  const router = useRouter()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signingIn = useMutation({
    mutationFn: (endsOthers: boolean) => signIn(email.trim(), password, endsOthers),
    onSuccess: () => router.history.push(next ?? '/'),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signingIn.mutate(false)
  }
  return (
    <EntryCard title={`Sign in to ${brand().name}`} text={next ? 'Sign in to continue where you were going.' : undefined}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="E-mail" required>
          <TextInput type="email" name="email" autoComplete="username" autoFocus required value={email} onChange={(event) => setEmail(event.target.value)} />
        </Field>
        <Field label="Password" required>
          <PasswordInput name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        </Field>
        {link && !signingIn.error && <Notice tone="warning">The link that brought you here has been used or is over. Sign in with your password.</Notice>}
        {hasTooManySessions(signingIn.error) ? <Notice tone="warning">You are signed in on too many devices.</Notice> : <FormError error={signingIn.error} />}
        <Button type="submit" look="primary" size="lg" busy={signingIn.isPending}>
          Sign in
        </Button>
        {hasTooManySessions(signingIn.error) && (
          <Button size="lg" onClick={() => signingIn.mutate(true)}>
            Sign out everywhere else and sign in
          </Button>
        )}
        <Link to="/app/auth/reset/password" className="self-start text-sm text-text-2 underline hover:text-text">
          Forgot your password?
        </Link>
      </form>
    </EntryCard>
  )
}

const hasTooManySessions = (error: unknown) => error instanceof ApiError && error.status === 409
