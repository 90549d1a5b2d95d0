import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { accountPath, get } from '../api.ts'
import type { Wire } from '../wire.ts'

/** Application API §8.3. */
export type SurveyResponse = Wire<'SurveyResponse'>

export type SurveyMetrics = Wire<'SurveyMetrics'>

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
