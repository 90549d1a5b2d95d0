import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { endpointQuery } from '../deliveries/filter.ts'
import { EndpointChoice } from '../deliveries/filters.tsx'
import type { SentRequest } from '../deliveries/wire.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, PasswordInput, TextArea } from '../ui/field.tsx'
import { hasSignature, readHeaders } from './pasted.ts'
import { checkSignature } from './queries.ts'
import { VerdictBox } from './verdict.tsx'

/** A callback as the receiver got it. `sent`: one from the ledger to begin with. */
export function CallbackForm({ endpoint: asked, sent }: { endpoint: string | undefined; sent: SentRequest | undefined }) {
  const { accountId } = useSession()
  const [endpoint, setEndpoint] = useState(asked)
  const [secret, setSecret] = useState('')
  const [headers, setHeaders] = useState(() => Object.entries(sent?.headers ?? {}).map(([name, value]) => `${name}: ${value}`).join('\n'))
  const [body, setBody] = useState(sent?.body ?? '')
  const [tried, setTried] = useState(false)
  const read = readHeaders(headers)
  const checking = useMutation({ mutationFn: () => checkSignature(accountId, { ...endpointQuery(endpoint), ...(secret && { secret }), headers: read, body }) })
  const headersProblem = hasSignature(read) ? null : 'There is no X-Chatwoot-Signature and no webhook-signature among these.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!headersProblem) checking.mutate()
  }
  return (
    <form noValidate onSubmit={submit} onChange={checking.reset} className="flex max-w-2xl flex-col gap-5">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Endpoint" hint="Whose callback it is.">
          <EndpointChoice inForm kinds={['inbox', 'webhook', 'agent_bot']} value={endpoint} onChange={setEndpoint} />
        </Field>
        <Field label="Secret of your receiver" optional hint="Without it, those that are known here are tried.">
          <PasswordInput autoComplete="off" className="font-mono" value={secret} onChange={(event) => setSecret(event.target.value)} />
        </Field>
      </div>
      <Field label="Headers" required error={tried ? headersProblem : null} hint="As they stand in a log, one per line. The signature and the timestamp are enough.">
        <TextArea
          spellCheck={false}
          autoCapitalize="none"
          placeholder={'X-Chatwoot-Signature: sha256=…\nX-Chatwoot-Timestamp: …'}
          className="font-mono text-xs!"
          value={headers}
          onChange={(event) => setHeaders(event.target.value)}
        />
      </Field>
      <Field label="Body" hint="Byte for byte as it was received, before any parsing.">
        <TextArea spellCheck={false} autoCapitalize="none" placeholder={'{"event":"message_created",…}'} rows={6} className="font-mono text-xs! break-all" value={body} onChange={(event) => setBody(event.target.value)} />
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
