import { Link } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { useSession } from '../session.ts'
import { useNow } from '../time.ts'
import { Notice } from '../ui/error_state.tsx'
import type { Conversation } from '../wire.ts'
import { healthText } from './words.ts'

/** Above the composer, while what is written may not get out. */
export function CallbackBanner({ conversation }: { conversation: Conversation }) {
  const { accountId, isAdministrator } = useSession()
  const now = useNow()
  const health = conversation.callback_health
  return (
    <div role="status" className="mx-auto w-full max-w-[808px] shrink-0 px-6 max-md:px-2">
      {health && (
        <div className="pb-2">
          <Notice tone="warning" icon={<TriangleAlert aria-hidden />}>
            {healthText(health, now)}{' '}
            {isAdministrator && (
              <Link
                to="/app/accounts/$accountId/settings/integrations/deliveries"
                params={{ accountId: String(accountId) }}
                search={{ endpoint: `inbox-${conversation.inbox_id}`, conversation_id: conversation.id }}
                className="font-medium whitespace-nowrap underline underline-offset-2"
              >
                Show deliveries
              </Link>
            )}
          </Notice>
        </div>
      )}
    </div>
  )
}
