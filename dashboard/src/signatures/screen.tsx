import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { say } from '../brand.ts'
import { deliveryQuery } from '../deliveries/queries.ts'
import { NotAllowed } from '../frame/not_found.tsx'
import { BackMark, backLinkClass, Page } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { ChoiceBar } from '../ui/choice_bar.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { CallbackForm } from './callback_form.tsx'
import { IdentityForm } from './identity_form.tsx'

const route = '/app/accounts/$accountId/settings/integrations/signatures'

/** Says why a signature does not fit, for a callback and for the hash of an identifier. */
export function SignatureScreen() {
  const { accountId, isAdministrator } = useSession()
  const { kind = 'callback', endpoint, delivery: id } = useSearch({ from: route })
  const navigate = useNavigate({ from: route })
  const delivery = useQuery({ ...deliveryQuery(accountId, id ?? 0), enabled: isAdministrator && id !== undefined })
  if (!isAdministrator) return <NotAllowed what="Signatures" />
  const back = id !== undefined && (
    <Link to="/app/accounts/$accountId/settings/integrations/deliveries/$deliveryId" params={{ accountId: String(accountId), deliveryId: String(id) }} className={backLinkClass}>
      <BackMark />
      The delivery
    </Link>
  )
  return (
    <Page title="Check a signature" back={back} text={say('Paste what your receiver got, and see whether it fits and, if not, why: another secret, a body that was parsed and written anew, a timestamp that is missing. Nothing of it is kept.')}>
      <div className="mb-6">
        <ChoiceBar
          label="What to check"
          value={kind}
          choices={[{ value: 'callback', label: 'A callback' }, { value: 'identity', label: 'An identifier hash' }]}
          onChange={(next) => void navigate({ search: { kind: next, ...(endpoint && { endpoint }) }, replace: true })}
        />
      </div>
      {kind === 'identity' && <IdentityForm endpoint={endpoint} />}
      {kind === 'callback' && id !== undefined && delivery.isPending && <SkeletonForm fields={3} />}
      {kind === 'callback' && id !== undefined && delivery.isError && <ErrorState error={delivery.error} onRetry={() => void delivery.refetch()} />}
      {kind === 'callback' && (id === undefined || delivery.data) && <CallbackForm endpoint={endpoint} sent={delivery.data?.attempts_made.at(-1)?.request} />}
    </Page>
  )
}
