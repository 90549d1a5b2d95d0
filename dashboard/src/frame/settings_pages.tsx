import { Bot, Building2, Inbox as InboxIcon, ListChecks, MessageSquareQuote, Send, ShieldCheck, Shuffle, SlidersHorizontal, Tag, Users, UsersRound, Webhook, Workflow } from 'lucide-react'

export const settingsPages = [
  { to: '/app/accounts/$accountId/settings/general', under: '/settings/general', label: 'Account', icon: <Building2 aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/inboxes/list', under: '/settings/inboxes', label: 'Inboxes', icon: <InboxIcon aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/agents', under: '/settings/agents', label: 'Agents', icon: <UsersRound aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/teams', under: '/settings/teams', label: 'Teams', icon: <Users aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/assignment', under: '/settings/assignment', label: 'Assignment', icon: <Shuffle aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/labels', under: '/settings/labels', label: 'Labels', icon: <Tag aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/custom-attributes', under: '/settings/custom-attributes', label: 'Custom attributes', icon: <SlidersHorizontal aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/canned-responses', under: '/settings/canned-responses', label: 'Canned responses', icon: <MessageSquareQuote aria-hidden />, isForAll: true },
  { to: '/app/accounts/$accountId/settings/macros', under: '/settings/macros', label: 'Macros', icon: <ListChecks aria-hidden />, isForAll: true },
  { to: '/app/accounts/$accountId/settings/automation', under: '/settings/automation', label: 'Automation', icon: <Workflow aria-hidden /> },
  { to: '/app/accounts/$accountId/settings/agent-bots', under: '/settings/agent-bots', label: 'Bots', icon: <Bot aria-hidden />, isIntegration: true },
  { to: '/app/accounts/$accountId/settings/webhooks', under: '/settings/webhooks', label: 'Webhooks', icon: <Webhook aria-hidden />, isIntegration: true },
  { to: '/app/accounts/$accountId/settings/integrations/deliveries', under: '/settings/integrations/deliveries', label: 'Deliveries', icon: <Send aria-hidden />, isIntegration: true },
  { to: '/app/accounts/$accountId/settings/integrations/signatures', under: '/settings/integrations/signatures', label: 'Check a signature', icon: <ShieldCheck aria-hidden />, isIntegration: true },
] as const

export const settingsPagesFor = (isAdministrator: boolean) => settingsPages.filter((page) => isAdministrator || 'isForAll' in page)
