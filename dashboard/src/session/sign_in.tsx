import { useMutation } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { brand } from '../brand.ts'
import { signIn } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, PasswordInput, TextInput } from '../ui/field.tsx'
import { EntryCard } from './entry_card.tsx'

export function SignIn() {
  const { next } = useSearch({ from: '/app/login' })
  const router = useRouter()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signingIn = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: () => router.history.push(next ?? '/'),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signingIn.mutate()
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
        <FormError error={signingIn.error} />
        <Button type="submit" look="primary" size="lg" busy={signingIn.isPending}>
          Sign in
        </Button>
      </form>
    </EntryCard>
  )
}
