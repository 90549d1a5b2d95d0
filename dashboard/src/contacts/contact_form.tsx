import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api.ts'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import type { Contact } from '../wire.ts'
import type { ContactInput } from './queries.ts'

/** Name and addresses of a customer; its submit button stands elsewhere, tied to it by `id`. */
export function ContactForm({ id, contact, onSave, onBusy }: { id: string; contact?: Contact; onSave: (input: ContactInput) => Promise<unknown>; onBusy: (busy: boolean) => void }) {
  const [values, setValues] = useState({ name: contact?.name ?? '', email: contact?.email ?? '', phone_number: contact?.phone_number ?? '', identifier: contact?.identifier ?? '' })
  const [tried, setTried] = useState(false)
  const saving = useMutation({ mutationFn: () => onSave(inputOf(values)), onMutate: () => onBusy(true), onSettled: () => onBusy(false) })
  const problems = {
    name: Object.values(values).some((value) => value.trim()) ? null : 'Enter a name or an address.',
    email: !values.email.trim() || /^\S+@\S+$/.test(values.email.trim()) ? null : 'Enter an e-mail address, such as omar@example.com.',
    phone_number: !values.phone_number.trim() || /^\+[1-9]\d{1,14}$/.test(values.phone_number.trim()) ? null : 'Begin with + and the country, digits only, such as +4915112345678.',
  }
  const refused = (name: string) => (saving.error instanceof ApiError && saving.error.attributes.includes(name) ? saving.error.message : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.values(problems).every((problem) => problem === null)) saving.mutate()
  }
  const input = (name: keyof typeof values) => ({ value: values[name], onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }) })
  const isTold = ['email', 'phone_number', 'identifier'].some((name) => refused(name))
  return (
    <form id={id} noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-4">
      <Field label="Name" error={tried ? problems.name : null}>
        <TextInput maxLength={255} dir="auto" {...input('name')} />
      </Field>
      <Field label="E-mail" error={(tried && problems.email) || refused('email')}>
        <TextInput type="email" inputMode="email" maxLength={255} {...input('email')} />
      </Field>
      <Field label="Phone" error={(tried && problems.phone_number) || refused('phone_number')}>
        <TextInput type="tel" inputMode="tel" placeholder="+4915112345678" {...input('phone_number')} />
      </Field>
      <Field label="Identifier" error={refused('identifier')} hint="What your own app calls this customer.">
        <TextInput maxLength={255} spellCheck={false} autoCapitalize="none" className="font-mono" {...input('identifier')} />
      </Field>
      <FormError error={isTold ? null : saving.error} />
    </form>
  )
}

/** An address that is taken away becomes null: the empty text would be one that two customers share. */
const inputOf = ({ name, email, phone_number, identifier }: Record<'name' | 'email' | 'phone_number' | 'identifier', string>): ContactInput => ({
  name: name.trim(), email: email.trim() || null, phone_number: phone_number.trim() || null, identifier: identifier.trim() || null,
})
