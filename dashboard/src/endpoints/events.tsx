import { say } from '../brand.ts'
import { Checkbox } from '../ui/checkbox.tsx'

/** What callbacks can be asked for (application API §4.7), in the order of a conversation's life. */
export const callbackEvents: { name: string; label: string }[] = [
  { name: 'conversation_created', label: 'Conversation created' },
  { name: 'conversation_status_changed', label: 'Conversation status changed' },
  { name: 'conversation_updated', label: 'Conversation updated' },
  { name: 'conversation_typing_on', label: 'Typing started' },
  { name: 'conversation_typing_off', label: 'Typing stopped' },
  { name: 'message_created', label: 'Message created' },
  { name: 'message_updated', label: 'Message updated' },
  { name: 'message_deleted', label: 'Message deleted' },
  { name: 'conversation_read', label: 'Conversation read' },
  { name: 'conversation_deleted', label: 'Conversation deleted' },
  { name: 'contact_created', label: 'Contact created' },
  { name: 'contact_updated', label: 'Contact updated' },
  { name: 'contact_merged', label: 'Contact merged' },
  { name: 'contact_deleted', label: 'Contact deleted' },
  { name: 'inbox_created', label: 'Inbox created' },
  { name: 'inbox_updated', label: 'Inbox updated' },
]

/** Tick boxes of events. What is in `chosen` and is not offered here stays in it. */
export function EventChoice({ chosen, onChange, error }: { chosen: string[]; onChange: (names: string[]) => void; error?: string | null }) {
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Events</legend>
      <div className="gap-x-4 space-y-2 sm:columns-2">
        {callbackEvents.map(({ name, label }) => (
          <Checkbox
            key={name}
            label={say(label)}
            checked={chosen.includes(name)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))}
          />
        ))}
      </div>
      {error && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {error}
        </p>
      )}
    </fieldset>
  )
}
