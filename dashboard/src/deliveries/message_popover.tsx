import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import type { Message } from '../wire.ts'
import { messageDeliveriesQuery } from './queries.ts'
import { DeliveryStateMark, TriedMark } from './state_mark.tsx'
import type { DeliveryGlance } from './wire.ts'
import { Exactly, Since } from './when.tsx'
import { duration, kindText, triedText } from './words.ts'

/** The callbacks behind a message's tick, which is the trigger. */
export function MessageDeliveries({ message, trigger }: { message: Message; trigger: ReactElement<Record<string, unknown>> }) {
  return (
    <Popover trigger={trigger} title="Callbacks of this message">
      <Callbacks message={message} />
    </Popover>
  )
}

/** First what told of the message itself, the inbox's own callback above all. */
function Callbacks({ message }: { message: Message }) {
  const [all, setAll] = useState(false)
  const { accountId } = useSession()
  const { data, error } = useQuery(messageDeliveriesQuery(accountId, message.conversation_id, message.id))
  if (error && !data) return <p role="alert" className="text-sm text-danger">{error.message}</p>
  if (!data) return <Skeleton className="h-10 w-full" />
  if (data.length === 0) return <p className="text-sm text-text-2">Nothing was posted about it: no callback asks for it, or it is too long ago.</p>
  const own = data.filter(({ event }) => event === 'message_created').toSorted((one) => (one.endpoint_kind === 'inbox' ? -1 : 1))
  const others = data.filter((delivery) => !own.includes(delivery))
  return (
    <>
      <ul className="divide-y divide-border">
        {(all ? [...own, ...others] : own).map((delivery) => (
          <Callback key={delivery.id} delivery={delivery} />
        ))}
      </ul>
      {others.length > 0 && !all && (
        <Button size="sm" look="ghost" className="mt-1 -ms-2" onClick={() => setAll(true)}>
          {`${others.length} more about its changes`}
        </Button>
      )}
    </>
  )
}

const SHOWN_TRIES = 3

function Callback({ delivery }: { delivery: DeliveryGlance }) {
  const { accountId, isAdministrator } = useSession()
  const { attempts, state, next_attempt_at } = delivery
  const hidden = Math.max(0, attempts.length - SHOWN_TRIES)
  return (
    <li className="flex flex-col gap-1 py-2 text-sm first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="font-mono text-xs">{delivery.event}</span>
        <DeliveryStateMark state={state} tries={attempts.length} />
      </div>
      <p className="text-xs text-text-2">{kindText(delivery.endpoint_kind)}</p>
      {hidden > 0 && <p className="text-xs text-text-2">{`${hidden} earlier ${hidden === 1 ? 'try' : 'tries'}`}</p>}
      {attempts.slice(-SHOWN_TRIES).map((attempt) => (
        <div key={attempt.started_at} className="flex flex-wrap items-center justify-between gap-x-3">
          <TriedMark failed={attempt.error_class !== null}>{triedText(attempt)}</TriedMark>
          <span className="figures text-xs text-text-2">
            <Exactly at={attempt.started_at} />
            {` · ${duration(attempt.duration_ms)}`}
          </span>
        </div>
      ))}
      {state === 'failed' && attempts.at(-1)?.error_class === null && <p className="text-xs text-danger">The receiver took it and says that it failed.</p>}
      {next_attempt_at && attempts.length > 0 && (
        <p className="text-xs text-text-2">
          Next try <Since at={next_attempt_at} />
        </p>
      )}
      {isAdministrator && (
        <Link
          to="/app/accounts/$accountId/settings/integrations/deliveries/$deliveryId"
          params={{ accountId: String(accountId), deliveryId: String(delivery.id) }}
          className="w-fit font-medium text-accent-text hover:underline touch:py-2"
        >
          Open the exchange
        </Link>
      )}
    </li>
  )
}
