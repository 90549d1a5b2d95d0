import { useQuery } from '@tanstack/react-query'
import { accountQuery, type AccountSettings, updateAccount } from '../account.ts'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page, Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { CopyField } from '../ui/copy.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { useOptimistic } from '../ui/optimistic.ts'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { AutoResolveForm } from './auto_resolve_form.tsx'
import { GeneralForm } from './general_form.tsx'

export function AccountScreen() {
  const { accountId, isAdministrator } = useSession()
  const account = useQuery({ ...accountQuery(accountId), enabled: isAdministrator })
  if (!isAdministrator) return <NotAllowed what="The account’s settings" />
  return (
    <Page title="Account">
      {account.isPending && <SkeletonForm fields={4} />}
      {account.isError && <ErrorState error={account.error} onRetry={() => void account.refetch()} />}
      {account.data && (
        <>
          <Part title="General">
            <GeneralForm key={accountId} account={account.data} />
          </Part>
          <Part title="Resolve by itself" text="Open conversations in which nobody has written for a time.">
            <AutoResolveForm key={accountId} settings={account.data.settings} />
          </Part>
          <Part title="Bots" text="A conversation whose bot cannot be reached is opened, so that people see it.">
            <KeepPending settings={account.data.settings} />
          </Part>
          <Part title="Account ID" text="Programs that use the API name the account by it.">
            <div className="max-w-xs">
              <CopyField label="ID" value={String(account.data.id)} />
            </div>
          </Part>
        </>
      )}
    </Page>
  )
}

function KeepPending({ settings }: { settings: AccountSettings }) {
  const { accountId } = useSession()
  const [keeps, choose] = useOptimistic(settings.keep_pending_on_bot_failure === true, (next: boolean) => updateAccount(accountId, { keep_pending_on_bot_failure: next }))
  return <Checkbox label="Keep it pending instead" hint="The bot goes on being tried." checked={keeps} onChange={({ target }) => choose(target.checked)} />
}
