import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Smile } from 'lucide-react'
import { useState } from 'react'
import { nameOfContact } from '../conversations/names.ts'
import { NotAllowed } from '../frame/not_found.tsx'
import { BackMark, backLinkClass, Page, Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { fullTime, shortAge, useNow } from '../time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { More } from '../ui/more.tsx'
import { Select } from '../ui/select.tsx'
import { Skeleton, SkeletonRows } from '../ui/skeleton.tsx'
import { responsesQuery, type SurveyResponse, surveyMetricsQuery } from './queries.ts'

/** As on the survey page, with words. */
const ratings = [
  { rating: 5, face: '😍', word: 'Very satisfied' },
  { rating: 4, face: '😀', word: 'Satisfied' },
  { rating: 3, face: '😐', word: 'Neutral' },
  { rating: 2, face: '😑', word: 'Dissatisfied' },
  { rating: 1, face: '😞', word: 'Very dissatisfied' },
]

/** What customers answered when they were asked. */
export function CsatScreen() {
  const { accountId, isAdministrator } = useSession()
  if (!isAdministrator) return <NotAllowed what="Reports" />
  const back = (
    <Link to="/app/accounts/$accountId/reports" params={{ accountId: String(accountId) }} className={backLinkClass}>
      <BackMark />
      Reports
    </Link>
  )
  return (
    <Page title="Satisfaction" back={back} text="Answers to the survey that customers get when a conversation is resolved.">
      <Part title="All answers">
        <Metrics />
      </Part>
      <Part title="One by one">
        <Responses />
      </Part>
    </Page>
  )
}

function Metrics() {
  const { accountId } = useSession()
  const { data, error, refetch } = useQuery(surveyMetricsQuery(accountId))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const total = data?.total_count ?? 0
  const good = (data?.ratings_count['4'] ?? 0) + (data?.ratings_count['5'] ?? 0)
  const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`)
  const figures = [['Answers', total.toLocaleString('en')], ['Satisfied', percent(good, total)], ['Answered of those asked', percent(total, data?.total_sent_messages_count ?? 0)]] as const
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {figures.map(([name, value]) => (
          <div key={name} className="rounded-lg border border-border px-4 py-3">
            <dt className="text-sm text-text-2">{name}</dt>
            <dd className="figures mt-1 text-xl font-semibold">{data ? value : <Skeleton className="late h-8 w-12" />}</dd>
          </div>
        ))}
      </dl>
      {total > 0 && (
        <ul aria-label="Answers by rating" className="mt-4 flex flex-col gap-2">
          {ratings.map(({ rating, face, word }) => {
            const count = data?.ratings_count[String(rating)] ?? 0
            return (
              <li key={rating} className="flex items-center gap-3 text-sm">
                <span aria-hidden className="text-md">{face}</span>
                <span className="w-32 shrink-0">{word}</span>
                <span aria-hidden className="h-2 min-w-0 flex-1 overflow-hidden rounded-full bg-surface-3">
                  <span className="block h-full rounded-full bg-accent" style={{ width: `${(count / total) * 100}%` }} />
                </span>
                <span className="figures w-12 text-end text-text-2">{count.toLocaleString('en')}</span>
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}

function Responses() {
  const { accountId } = useSession()
  const [rating, setRating] = useState('any')
  const list = useInfiniteQuery(responsesQuery(accountId, rating === 'any' ? null : Number(rating)))
  const rows = list.data?.pages.flat() ?? []
  return (
    <>
      <Select
        size="md"
        label="Rating"
        className="mb-3 w-52"
        value={rating}
        options={[{ value: 'any', label: 'Any rating' }, ...ratings.map((one) => ({ value: String(one.rating), label: `${one.face} ${one.word}` }))]}
        onChange={setRating}
      />
      {list.isPending && <SkeletonRows rows={4} label="Loading answers" />}
      {list.isError && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <div className="rounded-lg border border-border">
          <EmptyState icon={<Smile aria-hidden />} title="No answers" text={rating === 'any' ? 'Switch the survey on in the inbox, and customers are asked when a conversation is resolved.' : 'Nobody has answered so.'} />
        </div>
      )}
      {rows.length > 0 && (
        <ul aria-label="Answers" className="divide-y divide-border overflow-hidden rounded-lg border border-border">
          {rows.map((response) => (
            <Response key={response.id} response={response} />
          ))}
        </ul>
      )}
      <More list={list} what="answers" />
    </>
  )
}

function Response({ response: { rating, feedback_message, contact, conversation_id, assigned_agent, created_at } }: { response: SurveyResponse }) {
  const { accountId } = useSession()
  const now = useNow()
  const look = ratings.find((one) => one.rating === rating)
  const name = nameOfContact(contact)
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <Avatar name={name} url={contact.thumbnail} size={32} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <bdi className="font-medium">{name}</bdi>
          <span className="text-text-2">
            <span aria-hidden>{look?.face}</span> {look?.word}
          </span>
        </p>
        {feedback_message && <p dir="auto" className="mt-1 whitespace-pre-wrap [overflow-wrap:anywhere]">{feedback_message}</p>}
        <p className="figures mt-1 flex flex-wrap gap-x-3 text-xs text-text-3">
          <Link
            to="/app/accounts/$accountId/conversations/$conversationId"
            params={{ accountId: String(accountId), conversationId: String(conversation_id) }}
            search={{ status: 'all' }}
            className="text-accent-text hover:underline touch:py-3"
          >
            {`Conversation ${conversation_id}`}
          </Link>
          {assigned_agent && <span>{assigned_agent.available_name}</span>}
          <time title={fullTime(created_at)}>{shortAge(created_at, now)}</time>
        </p>
      </div>
    </li>
  )
}
