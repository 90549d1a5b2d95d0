import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleSlash, CircleX, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { kindOf } from '../actions/kinds.ts'
import { useSession } from '../session.ts'
import { fullTime, shortAge, useNow } from '../time.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { More } from '../ui/more.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { type AutomationRule, type AutomationRun, runsQuery } from './queries.ts'

const states: Record<AutomationRun['state'], { word: string; icon: ReactNode }> = {
  running: { word: 'Under way', icon: <LoaderCircle aria-hidden className="text-text-2" /> },
  done: { word: 'Done', icon: <CircleCheck aria-hidden className="text-success" /> },
  failed: { word: 'Failed', icon: <CircleX aria-hidden className="text-danger" /> },
  stopped: { word: 'Stopped', icon: <CircleSlash aria-hidden className="text-warning" /> },
}

/** The log of a rule: what it met, did, and why it stopped. */
export function Runs({ rule, onClose }: { rule: AutomationRule; onClose: () => void }) {
  const { accountId } = useSession()
  const list = useInfiniteQuery(runsQuery(accountId, rule.id))
  const runs = list.data?.pages.flatMap(({ payload }) => payload) ?? []
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} width="md" title={`What “${rule.name}” did`} footer={<Button onClick={onClose}>Close</Button>}>
      {list.isPending && <SkeletonRows rows={3} label="Loading the log" />}
      {list.isError && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && runs.length === 0 && <p className="text-text-2">Nothing yet: no event has met its conditions since it was made.</p>}
      {runs.length > 0 && (
        <ul aria-label="Runs" className="divide-y divide-border">
          {runs.map((run) => (
            <Run key={run.id} run={run} />
          ))}
        </ul>
      )}
      <More list={list} what="entries" />
    </Dialog>
  )
}

function Run({ run: { state, reason, steps, conversation_id, created_at } }: { run: AutomationRun }) {
  const { accountId } = useSession()
  const now = useNow()
  const at = Date.parse(created_at) / 1000
  return (
    <li className="py-2.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="inline-flex items-center gap-1.5 font-medium [&>svg]:size-4">
          {states[state].icon}
          {states[state].word}
        </span>
        <Link
          to="/app/accounts/$accountId/conversations/$conversationId"
          params={{ accountId: String(accountId), conversationId: String(conversation_id) }}
          search={{ status: 'all' }}
          className="text-accent-text hover:underline touch:py-3"
        >
          {`Conversation ${conversation_id}`}
        </Link>
        <time title={fullTime(at)} className="figures ms-auto text-xs text-text-3">{shortAge(at, now)}</time>
      </p>
      {reason && <p className="mt-1 text-text-2 [overflow-wrap:anywhere]">{reason}</p>}
      {steps.map((step, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- steps are in the order in which they were done
        <p key={index} className={`mt-1 [overflow-wrap:anywhere] ${step.state === 'failed' ? 'text-danger' : 'text-text-2'}`}>
          {kindOf(step.action_name).label}: {step.text || (step.state === 'done' ? 'done' : 'failed')}
        </p>
      ))}
    </li>
  )
}
