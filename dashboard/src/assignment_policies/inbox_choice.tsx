import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { policiesQuery } from './queries.ts'

/** By which policy an inbox assigns. */
export function PolicyChoice({ policyId, onChange }: { policyId: number | null; onChange: (policyId: number | null) => void }) {
  const { accountId } = useSession()
  const { data: policies = [] } = useQuery(policiesQuery(accountId))
  return (
    <Field
      label="Policy"
      hint={
        <>
          {say('Which conversation goes first, and how many one agent is given within a time. ')}
          <Link to="/app/accounts/$accountId/settings/assignment" params={{ accountId: String(accountId) }} className="text-accent-text underline underline-offset-2">
            All policies
          </Link>
        </>
      }
    >
      <Select
        value={policyId === null ? '' : String(policyId)}
        options={[{ value: '', label: 'None' }, ...policies.map(({ id, name, enabled }) => ({ value: String(id), label: enabled ? name : `${name} (off)` }))]}
        onChange={(next) => onChange(next === '' ? null : Number(next))}
      />
    </Field>
  )
}
