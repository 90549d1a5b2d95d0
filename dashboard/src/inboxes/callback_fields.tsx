import type { ReactNode } from 'react'
import { say } from '../brand.ts'
import { EventChoice } from '../endpoints/events.tsx'
import { HeaderLines } from '../endpoints/header_lines.tsx'
import type { HeaderLine } from '../endpoints/headers.ts'
import { SkipOwn } from '../endpoints/skip_own.tsx'
import { ChoiceBar } from '../ui/choice_bar.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { webhookUrlProblem } from './webhook_url.ts'

/** What an API inbox is told unless it names its events: those that Chatwoot tells it. */
const usual = ['conversation_created', 'conversation_status_changed', 'conversation_updated', 'conversation_typing_on', 'conversation_typing_off', 'message_created', 'message_updated']

export interface CallbackValues {
  url: string
  /** Null for the usual ones. */
  events: string[] | null
  skipOwn: boolean
  lines: HeaderLine[]
}

/** Where an inbox's events go and which of them. The secret, as `children`, stands below the address. */
export function CallbackFields({ value, onChange, children }: { value: CallbackValues; onChange: (value: CallbackValues) => void; children: ReactNode }) {
  const { url, events, skipOwn, lines } = value
  const set = (change: Partial<CallbackValues>) => onChange({ ...value, ...change })
  return (
    <>
      <Field label={say('Webhook URL')} optional error={webhookUrlProblem(url)} hint={say('The events of this inbox are posted here, signed with the secret below.')}>
        <TextInput type="url" inputMode="url" spellCheck={false} placeholder="https://example.com/callback" value={url} onChange={(event) => set({ url: event.target.value })} />
      </Field>
      {children}
      <div className="flex flex-col gap-3">
        <div>
          <ChoiceBar
            label="Which events"
            value={events === null ? 'usual' : 'own'}
            choices={[{ value: 'usual', label: 'The usual events' }, { value: 'own', label: 'Events of your choice' }]}
            onChange={(next) => set({ events: next === 'usual' ? null : usual })}
          />
          {events === null && <p className="mt-2 text-sm text-text-2">Conversations created, updated and changed in status, messages created and updated, and typing: what Chatwoot sends.</p>}
        </div>
        {events !== null && <EventChoice chosen={events} onChange={(next) => set({ events: next })} error={events.length === 0 ? 'Choose at least one event.' : null} />}
      </div>
      <SkipOwn checked={skipOwn} onChange={(next) => set({ skipOwn: next })} />
      <HeaderLines lines={lines} onChange={(next) => set({ lines: next })} />
    </>
  )
}
