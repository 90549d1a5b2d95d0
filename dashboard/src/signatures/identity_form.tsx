import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { say } from '../brand.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, PasswordInput, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { checkSignature } from './queries.ts'
import { VerdictBox } from './verdict.tsx'

const any = 'any'

/** What a customer's app shows to prove who the customer is. */
export function IdentityForm({ endpoint }: { endpoint: string | undefined }) {
  const { accountId } = useSession()
  const { data: inboxes = [] } = useQuery(inboxesQuery(accountId))
  const [inbox, setInbox] = useState(endpoint?.startsWith('inbox-') ? endpoint.slice('inbox-'.length) : any)
  const [secret, setSecret] = useState('')
  const [identifier, setIdentifier] = useState('')
  const [hash, setHash] = useState('')
  const [tried, setTried] = useState(false)
  const checking = useMutation({
    mutationFn: () =>
      checkSignature(accountId, { ...(inbox !== any && { endpoint_kind: 'inbox', endpoint_id: Number(inbox) }), ...(secret && { secret }), identifier, identifier_hash: hash }),
  })
  const problems = { identifier: identifier ? null : 'Enter the identifier.', hash: hash.trim() ? null : 'Enter the hash.' }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problems.identifier && !problems.hash) checking.mutate()
  }
  return (
    <form noValidate onSubmit={submit} onChange={checking.reset} className="flex max-w-2xl flex-col gap-5">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={say('Inbox')} hint="Where the customer shows it.">
          <Select value={inbox} options={[{ value: any, label: say('Any inbox') }, ...inboxes.map(({ id, name }) => ({ value: String(id), label: name }))]} onChange={setInbox} />
        </Field>
        <Field label="HMAC token of your server" optional hint="Without it, those that are known here are tried.">
          <PasswordInput autoComplete="off" className="font-mono" value={secret} onChange={(event) => setSecret(event.target.value)} />
        </Field>
      </div>
      <Field label="Identifier" required error={tried ? problems.identifier : null} hint="Exactly as it is sent with the contact.">
        <TextInput spellCheck={false} autoCapitalize="none" className="font-mono" value={identifier} onChange={(event) => setIdentifier(event.target.value)} />
      </Field>
      <Field label="Identifier hash" required error={tried ? problems.hash : null}>
        <TextInput spellCheck={false} autoCapitalize="none" className="font-mono" value={hash} onChange={(event) => setHash(event.target.value)} />
      </Field>
      <FormError error={checking.error} />
      {checking.data && <VerdictBox verdict={checking.data} />}
      <div>
        <Button type="submit" look="primary" size="lg" busy={checking.isPending}>
          Check
        </Button>
      </div>
    </form>
  )
}
