import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { accountPath, get } from '../api.ts'
import type { Agent, Contact } from '../wire.ts'

/** Application API §8.3. */
export interface SurveyResponse {
  id: number
  /** From 1 to 5. */
  rating: number
  feedback_message: string | null
  contact: Contact
  conversation_id: number
  assigned_agent?: Agent
  /** Seconds. */
  created_at: number
}

export interface SurveyMetrics {
  total_count: number
  ratings_count: Record<string, number>
  total_sent_messages_count: number
}

/** Twenty-five a page. */
const PAGE_SIZE = 25

export const responsesQuery = (accountId: number, rating: number | null) =>
  infiniteQueryOptions({
    queryKey: ['csat', accountId, 'list', rating],
    queryFn: ({ pageParam, signal }) => get<SurveyResponse[]>(accountPath(accountId, 'csat_survey_responses'), { page: pageParam, sort: '-created_at', rating }, signal),
    initialPageParam: 1,
    getNextPageParam: (page, pages) => (page.length === PAGE_SIZE ? pages.length + 1 : undefined),
    staleTime: 30_000,
  })

export const surveyMetricsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['csat', accountId, 'metrics'],
    queryFn: ({ signal }) => get<SurveyMetrics>(accountPath(accountId, 'csat_survey_responses/metrics'), {}, signal),
    staleTime: 30_000,
  })
