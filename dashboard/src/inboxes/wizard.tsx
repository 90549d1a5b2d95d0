import { useNavigate, useSearch } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import type { WizardStep } from '../routes/settings.tsx'
import { brand, say } from '../brand.ts'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { cx } from '../ui/cx.ts'
import { AgentsStep } from './wizard_agents.tsx'
import { ChannelStep } from './wizard_channel.tsx'
import { CreateStep } from './wizard_create.tsx'
import { FinishStep } from './wizard_finish.tsx'

/** Titles and texts are those of Chatwoot's wizard, so that existing tutorials still fit; in the words of the installation. */
const stepsHere = (): { step: WizardStep; title: string; text: string }[] => [
  { step: 'channel', title: 'Choose Channel', text: `Choose the provider you want to integrate with ${brand().name}.` },
  { step: 'create', title: say('Create Inbox'), text: say('Authenticate your account and create an inbox.') },
  { step: 'agents', title: 'Add Agents', text: say('Add agents to the created inbox.') },
  { step: 'finish', title: 'Voilà!', text: 'You are all set to go!' },
]

/** The step and the made inbox stand in the address: a reload or a link comes back to the same place. */
export function InboxWizard() {
  const { isAdministrator } = useSession()
  const { step: asked = 'channel', inbox_id } = useSearch({ from: '/app/accounts/$accountId/settings/inboxes/new' })
  const navigate = useNavigate({ from: '/app/accounts/$accountId/settings/inboxes/new' })
  if (!isAdministrator) return <NotAllowed what="Inboxes" />
  const step = inbox_id === undefined && (asked === 'agents' || asked === 'finish') ? 'channel' : asked
  const go = (next: WizardStep, inboxId = inbox_id) => navigate({ search: { step: next, ...(inboxId !== undefined && { inbox_id: inboxId }) } })
  return (
    <Page title={say('Add Inbox')} wide>
      <div className="grid gap-x-12 gap-y-6 lg:grid-cols-[15rem_minmax(0,1fr)]">
        <StepList step={step} />
        <div ref={focusStep} key={step} tabIndex={-1} aria-label={stepsHere().find((one) => one.step === step)?.title} role="group" className="min-w-0 outline-none!">
          {step === 'channel' && <ChannelStep onChosen={() => void go('create')} />}
          {step === 'create' && <CreateStep onBack={() => void go('channel')} onCreated={(inbox) => void go('agents', inbox.id)} />}
          {step === 'agents' && inbox_id !== undefined && <AgentsStep inboxId={inbox_id} onAdded={() => void go('finish')} />}
          {step === 'finish' && inbox_id !== undefined && <FinishStep inboxId={inbox_id} />}
        </div>
      </div>
    </Page>
  )
}

/** The button that was pressed is gone with its step; the keyboard goes on in the next one. */
function focusStep(element: HTMLElement | null) {
  if (element && document.activeElement === document.body) element.focus({ preventScroll: true })
}

function StepList({ step }: { step: WizardStep }) {
  const steps = stepsHere()
  const at = steps.findIndex((one) => one.step === step)
  return (
    <ol aria-label="Steps" className="flex flex-col max-lg:flex-row max-lg:gap-2">
      {steps.map((one, index) => (
        <li
          key={one.step}
          aria-current={index === at ? 'step' : undefined}
          className={cx(
            'relative flex gap-3 pb-6 last:pb-0 max-lg:flex-1 max-lg:flex-col max-lg:gap-2 max-lg:border-t-2 max-lg:pt-2 max-lg:pb-0',
            index <= at ? 'max-lg:border-accent' : 'max-lg:border-border',
          )}
        >
          {index < steps.length - 1 && (
            <span aria-hidden className={cx('absolute start-3 top-7 bottom-1 w-px max-lg:hidden', index < at ? 'bg-accent' : 'bg-border')} />
          )}
          <span
            aria-hidden
            className={cx(
              'figures grid size-6 shrink-0 place-items-center rounded-full text-xs font-semibold max-lg:hidden',
              index < at && 'bg-accent text-on-accent',
              index === at && 'bg-accent-soft text-accent-text ring-1 ring-accent',
              index > at && 'bg-surface-3 text-text-3',
            )}
          >
            {index < at ? <Check className="size-3.5" /> : index + 1}
          </span>
          <span className="min-w-0">
            <span className={cx('block text-sm font-medium max-sm:text-xs', index > at && 'text-text-2')}>
              {one.title}
              {index < at && <span className="sr-only"> (done)</span>}
            </span>
            <span className="mt-0.5 block text-sm text-text-2 max-lg:sr-only">{one.text}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}
