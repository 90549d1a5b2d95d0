import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api.ts'
import { brand } from '../brand.ts'
import { EntryCard } from '../session/entry_card.tsx'
import { createFirstAccount, type FirstAccount, homeAccount } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, PasswordInput, TextInput } from '../ui/field.tsx'
import { isGoodPassword, PasswordRules } from './password_rules.tsx'

const empty: FirstAccount = { user_full_name: '', account_name: '', email: '', password: '' }

/** The first run: makes the account and its administrator, then leads to the first inbox. */
export function OnboardingScreen() {
  const [form, setForm] = useState(empty)
  const [tried, setTried] = useState(false)
  const navigate = useNavigate()
  const creating = useMutation({
    mutationFn: () => createFirstAccount({ ...form, email: form.email.trim() }),
    onSuccess: (profile) =>
      navigate({ to: '/app/accounts/$accountId/settings/inboxes/new', params: { accountId: String(homeAccount(profile)?.id ?? 1) } }),
  })
  const missing = tried ? problems(form) : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const [first] = Object.keys(problems(form))
    if (first) document.getElementsByName(first)[0]?.focus()
    else creating.mutate()
  }
  const input = (name: keyof FirstAccount) => ({
    name,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  })
  return (
    <EntryCard title={`Welcome to ${brand().name}`} text="Set up your account. You become its administrator and can invite colleagues later.">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Full name" required error={missing.user_full_name}>
          <TextInput autoComplete="name" autoFocus {...input('user_full_name')} />
        </Field>
        <Field label="Company name" required error={missing.account_name}>
          <TextInput autoComplete="organization" {...input('account_name')} />
        </Field>
        <Field label="Work e-mail" required error={missing.email ?? serverError(creating.error, 'email')}>
          <TextInput type="email" autoComplete="username" inputMode="email" {...input('email')} />
        </Field>
        <Field label="Password" required error={missing.password ?? serverError(creating.error, 'password')} hint={<PasswordRules password={form.password} />}>
          <PasswordInput autoComplete="new-password" {...input('password')} />
        </Field>
        {!serverError(creating.error, 'email') && !serverError(creating.error, 'password') && <FormError error={creating.error} />}
        <Button type="submit" look="primary" size="lg" busy={creating.isPending}>
          Create account
        </Button>
      </form>
    </EntryCard>
  )
}

function problems(form: FirstAccount): Partial<Record<keyof FirstAccount, string>> {
  return {
    ...(!form.user_full_name.trim() && { user_full_name: 'Enter your name.' }),
    ...(!form.account_name.trim() && { account_name: 'Enter the name of your company or team.' }),
    ...(!/^\S+@\S+$/.test(form.email.trim()) && { email: 'Enter an e-mail address, such as maya@example.com.' }),
    ...(!isGoodPassword(form.password) && { password: 'Choose a password that meets the rule below.' }),
  }
}

function serverError(error: unknown, attribute: string) {
  return error instanceof ApiError && error.attributes.includes(attribute) ? error.message : null
}
