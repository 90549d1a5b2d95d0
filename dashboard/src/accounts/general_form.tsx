import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Account, updateAccount } from '../account.ts'
import { queryClient } from '../query_client.ts'
import { profileQuery, useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { TimeZoneChoice } from '../ui/time_zone.tsx'
import { toast } from '../ui/toast.tsx'

/** Those that customers' pages are written in. */
const languages = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
  { value: 'es', label: 'Español' },
  { value: 'fr', label: 'Français' },
  { value: 'pt', label: 'Português' },
]

/** Name, language, address and the time zone of reports. */
export function GeneralForm({ account }: { account: Account }) {
  const { accountId } = useSession()
  const [name, setName] = useState(account.name)
  const [locale, setLocale] = useState(account.locale)
  const [email, setEmail] = useState(account.support_email)
  const [domain, setDomain] = useState(account.domain ?? '')
  const [zone, setZone] = useState(account.settings.reporting_timezone ?? '')
  const saving = useMutation({
    mutationFn: async () => {
      // An address that is only the sender's shall not become the account's own.
      const address = email.trim() === account.support_email ? {} : { support_email: email.trim() }
      await updateAccount(accountId, { name: name.trim(), locale, domain: domain.trim() || null, reporting_timezone: zone || null, ...address })
      await queryClient.invalidateQueries({ queryKey: profileQuery.queryKey, exact: true })
    },
    onSuccess: () => toast('Account updated', { tone: 'success' }),
  })
  const problem = name.trim() ? null : 'Enter a name.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!problem) saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <Field label="Name" required error={problem}>
        <TextInput maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="Language" hint="Of what customers see, such as the survey. The dashboard is in English.">
        <Select value={locale} options={languages.some(({ value }) => value === locale) ? languages : [...languages, { value: locale, label: locale }]} onChange={setLocale} />
      </Field>
      <Field label="Support e-mail" optional hint="Where customers can write to.">
        <TextInput type="email" inputMode="email" autoComplete="off" maxLength={255} value={email} onChange={(event) => setEmail(event.target.value)} />
      </Field>
      <Field label="Domain" optional hint="Of your company, such as example.com.">
        <TextInput inputMode="url" autoCapitalize="none" spellCheck={false} maxLength={100} value={domain} onChange={(event) => setDomain(event.target.value)} />
      </Field>
      <Field label="Time zone of reports" hint="Where their days begin and end.">
        <TimeZoneChoice value={zone} none="That of whoever looks" onChange={setZone} />
      </Field>
      <FormError error={saving.error} />
      <div>
        <Button type="submit" look="primary" size="lg" busy={saving.isPending} disabled={problem !== null}>
          Update
        </Button>
      </div>
    </form>
  )
}
