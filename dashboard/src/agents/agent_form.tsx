import { useMutation } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api.ts'
import { isGoodPassword, PasswordRules } from '../onboarding/password_rules.tsx'
import { useSession } from '../session.ts'
import { IconButton } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import type { Agent } from '../wire.ts'
import { rolesHere } from './agent_row.tsx'
import { newPassword } from './first_password.ts'
import { createAgent, type NewAgent } from './queries.ts'

const isMember = (error: unknown) => error instanceof ApiError && error.attributes.includes('user_id')

/** Its submit button stands in the dialog's footer, tied to it by `id`. */
export function AgentForm({ id, onBusy, onAdded }: { id: string; onBusy: (busy: boolean) => void; onAdded: (agent: Agent, password: string) => void }) {
  const { accountId } = useSession()
  const [form, setForm] = useState<NewAgent>(() => ({ name: '', email: '', role: 'agent', password: newPassword() }))
  const [tried, setTried] = useState(false)
  const adding = useMutation({
    mutationFn: () => createAgent(accountId, { ...form, name: form.name.trim(), email: form.email.trim() }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: (agent) => onAdded(agent, form.password),
  })
  const nameProblem = form.name.trim() ? null : 'Enter a name.'
  const emailProblem = /^\S+@\S+$/.test(form.email.trim()) ? null : 'Enter an e-mail address, such as omar@example.com.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!nameProblem && !emailProblem && isGoodPassword(form.password)) adding.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" required error={tried ? nameProblem : null}>
        <TextInput autoComplete="off" value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} />
      </Field>
      <Field label="E-mail" required error={tried ? emailProblem : null}>
        <TextInput type="email" autoComplete="off" value={form.email} onChange={(event) => setForm({ ...form, email: event.target.value })} />
      </Field>
      <Field label="Role" hint={rolesHere().find((role) => role.value === form.role)?.hint}>
        <Select value={form.role} options={rolesHere()} onChange={(role) => setForm({ ...form, role })} />
      </Field>
      <Field label="First password" required hint={<PasswordRules password={form.password} />}>
        <div className="flex items-center gap-2">
          <TextInput
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
            value={form.password}
            onChange={(event) => setForm({ ...form, password: event.target.value })}
          />
          <IconButton look="secondary" size="lg" label="Make another password" onClick={() => setForm({ ...form, password: newPassword() })}>
            <RefreshCw aria-hidden />
          </IconButton>
        </div>
      </Field>
      <FormError error={isMember(adding.error) ? 'Somebody with this e-mail is already in this account.' : adding.error} />
    </form>
  )
}
