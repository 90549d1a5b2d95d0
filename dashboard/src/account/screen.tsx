import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page, Part } from '../frame/page.tsx'
import { queryClient } from '../query_client.ts'
import { profileQuery, useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy.tsx'
import { ErrorState, FormError } from '../ui/error_state.tsx'
import { Field, TextArea, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { type Account, accountQuery, updateAccount } from './queries.ts'

/** What the account is called, and what becomes of conversations that nobody goes on with. */
export function AccountScreen() {
  const { accountId, isAdministrator } = useSession()
  const account = useQuery({ ...accountQuery(accountId), enabled: isAdministrator })
  if (!isAdministrator) return <NotAllowed what="The account" />
  return (
    <Page title="Account">
      {account.isPending && <SkeletonForm fields={3} />}
      {account.isError && <ErrorState error={account.error} onRetry={() => void account.refetch()} />}
      {account.data && (
        <>
          <Part title="General">
            <General account={account.data} />
          </Part>
          <Part title="Resolve by itself" text="A conversation in which nothing happens for a while is resolved.">
            <AutoResolve account={account.data} />
          </Part>
          <Part title="Account id" text="Stands in every address of the API.">
            <div className="max-w-xl">
              <CopyField label="Account id" value={String(accountId)} />
            </div>
          </Part>
        </>
      )}
    </Page>
  )
}

function General({ account }: { account: Account }) {
  const [name, setName] = useState(account.name)
  const [email, setEmail] = useState(account.support_email)
  const saving = useMutation({
    mutationFn: async () => {
      await updateAccount(account.id, { name: name.trim(), support_email: email.trim() })
      await queryClient.invalidateQueries(profileQuery)
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
      <Field label="Support e-mail" optional>
        <TextInput type="email" inputMode="email" value={email} onChange={(event) => setEmail(event.target.value)} />
      </Field>
      <FormError error={saving.error} />
      <div>
        <Button type="submit" look="primary" size="lg" busy={saving.isPending}>
          Update
        </Button>
      </div>
    </form>
  )
}

const times = [
  { value: '', label: 'Never' }, { value: '60', label: 'After one hour' }, { value: '1440', label: 'After one day' }, { value: '4320', label: 'After three days' },
  { value: '10080', label: 'After one week' }, { value: '43200', label: 'After thirty days' },
]

function AutoResolve({ account }: { account: Account }) {
  const [after, setAfter] = useState(String(account.settings.auto_resolve_after ?? ''))
  const [message, setMessage] = useState(account.settings.auto_resolve_message ?? '')
  const saving = useMutation({
    mutationFn: () => updateAccount(account.id, { auto_resolve_after: after === '' ? null : Number(after), auto_resolve_message: message.trim() || null }),
    onSuccess: () => toast('Account updated', { tone: 'success' }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <Field label="Resolve">
        <Select value={after} options={times.some(({ value }) => value === after) ? times : [...times, { value: after, label: `After ${after} minutes` }]} onChange={setAfter} />
      </Field>
      {after !== '' && (
        <Field label="Message to the customer" optional>
          <TextArea dir="auto" value={message} onChange={(event) => setMessage(event.target.value)} />
        </Field>
      )}
      <FormError error={saving.error} />
      <div>
        <Button type="submit" size="lg" busy={saving.isPending}>
          Update rule
        </Button>
      </div>
    </form>
  )
}
