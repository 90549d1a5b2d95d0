import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { BotTab } from '../agent_bots/inbox_tab.tsx'
import { ApiError } from '../api.ts'
import { say } from '../brand.ts'
import { InboxDeliveries } from '../deliveries/inbox_tab.tsx'
import { NotAllowed } from '../frame/not_found.tsx'
import { BackMark, backLinkClass, Page } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { inboxQuery } from './queries.ts'
import { CollaboratorsTab } from './tab_collaborators.tsx'
import { ConfigurationTab } from './tab_configuration.tsx'
import { SurveyTab } from './tab_csat.tsx'
import { HoursTab } from './tab_hours.tsx'
import { SettingsTab } from './tab_settings.tsx'

const isGone = (error: unknown) => error instanceof ApiError && error.status === 404

const route = '/app/accounts/$accountId/settings/inboxes/$inboxId'

export function InboxSettings() {
  const { accountId, isAdministrator } = useSession()
  const inboxId = Number(useParams({ from: route }).inboxId)
  const { tab = 'settings' } = useSearch({ from: route })
  const navigate = useNavigate({ from: route })
  const inbox = useQuery(inboxQuery(accountId, inboxId))
  if (!isAdministrator) return <NotAllowed what="Inboxes" />
  const back = (
    <Link to="/app/accounts/$accountId/settings/inboxes/list" params={{ accountId: String(accountId) }} className={backLinkClass}>
      <BackMark />
      {say('Inboxes')}
    </Link>
  )
  return (
    <Page wide={tab === 'deliveries'} title={inbox.data?.name ?? say('Inbox')} back={back}>
      {inbox.isPending && <SkeletonForm fields={4} />}
      {inbox.isError && <ErrorState title={isGone(inbox.error) ? say('There is no such inbox') : undefined} error={inbox.error} onRetry={() => void inbox.refetch()} />}
      {inbox.data && (
        <Tabs
          label={say('Inbox settings')}
          value={tab}
          onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
          panelClassName="pt-6"
          tabs={[
            { value: 'settings', label: 'Settings', content: <SettingsTab key={inboxId} inbox={inbox.data} /> },
            { value: 'collaborators', label: 'Collaborators', content: <CollaboratorsTab inbox={inbox.data} /> },
            { value: 'hours', label: 'Business Hours', content: <HoursTab key={inboxId} inbox={inbox.data} /> },
            { value: 'csat', label: 'CSAT', content: <SurveyTab key={inboxId} inbox={inbox.data} /> },
            { value: 'configuration', label: 'Configuration', content: <ConfigurationTab inbox={inbox.data} /> },
            { value: 'bot', label: 'Bot Configuration', content: <BotTab inbox={inbox.data} /> },
            { value: 'deliveries', label: 'Deliveries', content: <InboxDeliveries key={inboxId} inbox={inbox.data} /> },
          ]}
        />
      )}
    </Page>
  )
}
