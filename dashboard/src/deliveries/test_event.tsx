import { useMutation } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { callbackEvents } from '../endpoints/events.tsx'
import { AnswerBody, SentHeaders, SignedBody } from './exchange.tsx'
import { sendTestEvent } from './queries.ts'
import { TriedMark } from './state_mark.tsx'
import type { TestDelivery } from './wire.ts'
import { classText, duration, triedText } from './words.ts'

const past = 'past'
const choicesHere = () => [...callbackEvents.map(({ name, label }) => ({ value: name, label: say(label), hint: name })), { value: past, label: 'One that happened', hint: 'by its event id' }]

/** Posts one event to the inbox's callback now and shows what came of it. */
export function TestEvent({ inboxId }: { inboxId: number }) {
  const { accountId } = useSession()
  const [event, setEvent] = useState('message_created')
  const [eventId, setEventId] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useMutation({ mutationFn: () => sendTestEvent(accountId, inboxId, event === past ? { event_id: Number(eventId) } : { event }) })
  const problem = event === past && !(Number(eventId) > 0) ? 'Enter the id of an event: its delivery shows it.' : null
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    setTried(true)
    if (!problem && !sending.isPending) sending.mutate()
  }
  return (
    <div className="flex flex-col gap-4">
      <form noValidate onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <Field label="Event" className="w-64 max-sm:w-full">
          <Select value={event} options={choicesHere()} onChange={setEvent} />
        </Field>
        {event === past && (
          <Field label="Event id" required error={tried ? problem : null} className="w-40 max-sm:w-full">
            <TextInput inputMode="numeric" value={eventId} onChange={(change) => setEventId(change.target.value.replaceAll(/\D/g, '').slice(0, 15))} />
          </Field>
        )}
        <Button type="submit" size="lg" icon={<Send aria-hidden />} busy={sending.isPending}>
          Send test event
        </Button>
      </form>
      <FormError error={sending.error} />
      {sending.data && !sending.isPending && <Result key={sending.data.uuid} test={sending.data} />}
    </div>
  )
}

function Result({ test }: { test: TestDelivery }) {
  const { error, error_class, response_body, request } = test
  return (
    <section aria-label="Result of the test" className="flex flex-col gap-3">
      <div role="status" className="flex flex-wrap items-center gap-x-4 gap-y-0.5">
        <TriedMark failed={error_class !== null}>{triedText(test)}</TriedMark>
        <span className="figures text-sm text-text-2">{`${test.event} · ${duration(test.duration_ms)}`}</span>
        {error && <p className="basis-full text-sm text-danger [overflow-wrap:anywhere]">{[classText(error_class), error].filter(Boolean).join(': ')}</p>}
      </div>
      {response_body && <AnswerBody text={response_body} />}
      <SentHeaders request={request} />
      <SignedBody body={request.body} />
    </section>
  )
}
