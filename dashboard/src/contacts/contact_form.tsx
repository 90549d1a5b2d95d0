import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api.ts'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import type { Contact } from '../wire.ts'
import type { ContactInput } from './queries.ts'

/** Name and addresses of a customer; its submit button stands elsewhere, tied to it by `id`. */
export function ContactForm({ id, contact, onSave, onBusy }: { id: string; contact?: Contact; onSave: (input: ContactInput) => Promise<unknown>; onBusy: (busy: boolean) => void }) {
  // What nobody has edited here follows the contact, whoever changes it.
  const [edited, setEdited] = useState<Partial<Values>>({})
  const known = valuesOf(contact)
  const values = { ...known, ...edited }
  const [tried, setTried] = useState(false)
  const saving = useMutation({
    mutationFn: () => onSave(inputOf(values, known)),
    onMutate: () => onBusy(true),
    onSuccess: () => contact && setEdited({}),
    onSettled: () => onBusy(false),
  })
  const problems = {
    name: [values.name, values.email, values.phone_number, values.identifier].some((value) => value.trim()) ? null : 'Enter a name or an address.',
    email: !values.email.trim() || /^\S+@\S+$/.test(values.email.trim()) ? null : 'Enter an e-mail address, such as omar@example.com.',
    phone_number: !values.phone_number.trim() || /^\+[1-9]\d{1,14}$/.test(values.phone_number.trim()) ? null : 'Begin with + and the country, digits only, such as +4915112345678.',
  }
  const refused = (name: string) => (saving.error instanceof ApiError && saving.error.attributes.includes(name) ? saving.error.message : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.values(problems).every((problem) => problem === null)) saving.mutate()
  }
  const input = (name: keyof typeof values) => ({ value: values[name], onChange: (event: { target: { value: string } }) => setEdited({ ...edited, [name]: event.target.value }) })
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
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Company">
          <TextInput maxLength={255} dir="auto" {...input('company_name')} />
        </Field>
        <Field label="City">
          <TextInput maxLength={255} dir="auto" {...input('city')} />
        </Field>
        <Field label="Country">
          <TextInput maxLength={255} dir="auto" {...input('country')} />
        </Field>
      </div>
      <FormError error={isTold ? null : saving.error} />
    </form>
  )
}

/** Attributes that the form has fields for. */
export const places = ['company_name', 'city', 'country'] as const
type Places = Record<(typeof places)[number], string>
type Values = Record<'name' | 'email' | 'phone_number' | 'identifier', string> & Places

const addresses = ['email', 'phone_number', 'identifier'] as const

const valuesOf = (contact: Contact | undefined): Values => ({
  name: contact?.name ?? '', email: contact?.email ?? '', phone_number: contact?.phone_number ?? '', identifier: contact?.identifier ?? '',
  ...(Object.fromEntries(places.map((key) => [key, String(contact?.additional_attributes[key] ?? '')])) as Places),
})

/** What differs, so that nothing is undone that somebody else changes meanwhile. An address that is taken away becomes null: the empty text would be one that two customers share. */
function inputOf(values: Values, before: Values): ContactInput {
  const differs = (key: keyof Values) => values[key].trim() !== before[key]
  const where = places.filter(differs)
  return {
    ...(differs('name') && { name: values.name.trim() }),
    ...Object.fromEntries(addresses.filter(differs).map((key) => [key, values[key].trim() || null])),
    ...(where.length > 0 && { additional_attributes: Object.fromEntries(where.map((key) => [key, values[key].trim()])) }),
  }
}
