import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react'
import type { ReactNode } from 'react'
import { MessageDeliveries } from '../deliveries/message_popover.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import type { ShownMessage } from './timeline.ts'

export type Delivery = 'sending' | 'sent' | 'delivered' | 'read' | 'failed'

/** How far an own message has come. Notes and the customer's messages have no such mark. */
export function deliveryOf(message: ShownMessage): Delivery | null {
  if (message.unsent) return message.unsent.state
  if (message.private || message.message_type === 0 || message.message_type === 2) return null
  return message.status
}

/** Why it did not arrive, in the words of who refused it. */
export function failureOf(message: ShownMessage): string {
  if (message.unsent) return message.unsent.reason ?? 'It could not be sent.'
  const reason = message.content_attributes.external_error
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim().slice(0, 500) : 'The receiver gave no reason.'
}

const marks: Record<Delivery, { word: string; icon: ReactNode }> = {
  sending: { word: 'Sending', icon: <Clock3 aria-hidden className="size-3.5" /> },
  sent: { word: 'Sent', icon: <Check aria-hidden className="size-3.5" /> },
  delivered: { word: 'Delivered', icon: <CheckCheck aria-hidden className="size-3.5" /> },
  read: { word: 'Read', icon: <CheckCheck aria-hidden className="size-3.5 text-info" /> },
  failed: { word: 'Failed', icon: <CircleAlert aria-hidden className="size-3.5 text-danger" /> },
}

export function DeliveryMark({ delivery }: { delivery: Delivery }) {
  const { word, icon } = marks[delivery]
  return (
    <Tooltip text={word}>
      <span data-delivery={delivery} className="inline-flex text-text-2">
        {icon}
        <span className="sr-only">{word}</span>
      </span>
    </Tooltip>
  )
}

/** The same for a message that the server has: pressed, it shows the callbacks behind it. */
export function DeliveryButton({ message, delivery }: { message: ShownMessage; delivery: Delivery }) {
  const { word, icon } = marks[delivery]
  const trigger = (
    <button
      type="button"
      data-delivery={delivery}
      title={word}
      aria-label={`${word}: show callbacks`}
      className="-my-1 -me-1 inline-flex size-6 items-center justify-center rounded-md text-text-2 hover:bg-hover touch:size-9"
    >
      {icon}
    </button>
  )
  return <MessageDeliveries message={message} trigger={trigger} />
}
