import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { accountQuery, updateAccount } from '../account.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { ErrorState, FormError } from '../ui/error_state.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'

/** Hosts and networks that callbacks may reach although their addresses are private. */
export function AllowedHosts() {
  const { accountId } = useSession()
  const account = useQuery(accountQuery(accountId))
  if (account.isPending) return <SkeletonForm fields={1} />
  if (account.isError) return <ErrorState error={account.error} onRetry={() => void account.refetch()} />
  return <HostsForm hosts={account.data.settings.webhook_allow_hosts ?? []} />
}

function HostsForm({ hosts }: { hosts: string[] }) {
  const { accountId } = useSession()
  const [text, setText] = useState(hosts.join('\n'))
  const wanted = text.split(/[\s,]+/).filter(Boolean)
  const saving = useMutation({
    mutationFn: () => updateAccount(accountId, { webhook_allow_hosts: wanted }),
    onSuccess: () => toast('Private receivers updated', { tone: 'success' }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-4">
      <Field
        label="Hosts and networks"
        optional
        hint="One per line, such as crm.internal or 10.0.0.0/8. Where anybody may sign up, only the list of the server's operator counts."
      >
        <TextArea spellCheck={false} autoCapitalize="none" placeholder="crm.internal" className="font-mono text-sm!" value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <FormError error={saving.error} />
      <div>
        <Button type="submit" size="lg" busy={saving.isPending} disabled={wanted.join('\n') === hosts.join('\n')}>
          Update
        </Button>
      </div>
    </form>
  )
}
