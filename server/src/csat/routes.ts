import Type from 'typebox'
import { iso } from '../db/time.ts'
import { administratorsOnly, member } from '../http/auth.ts'
import { type Cell, Csv, sendCsv } from '../http/csv.ts'
import { refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Text } from '../http/shapes.ts'
import { listResponses, measureResponses, spanOf } from './responses.ts'
import { type ListedResponse, SurveyMetrics, SurveyResponseJson, surveyResponseJson } from './wire.ts'

const tags = ['Satisfaction']
const filter = {
  since: Type.Optional(Text), until: Type.Optional(Text), user_ids: Type.Optional(Type.Array(Id)), inbox_id: Type.Optional(Id), team_id: Type.Optional(Id),
  rating: Type.Optional(Type.Integer()), sort: Type.Optional(Text),
}
const Filter = Type.Object(filter)

/** Application API §8.3, below `/csat_survey_responses`. Administrators only. */
export async function surveyResponseRoutes(app: App): Promise<void> {
  app.addHook('onRequest', administratorsOnly)

  const Page = Type.Object({ ...filter, page: Type.Optional(Type.Number()) })
  app.get('/', { schema: { tags, summary: 'Answers to surveys', querystring: Page, response: { 200: Type.Array(SurveyResponseJson) } } }, async (request) => {
    const responses = await listResponses(app.db.query, member(request).account.id, request.query, request.query.page ?? 1)
    return responses.map((response) => surveyResponseJson(response, app.presence))
  })

  app.get('/metrics', { schema: { tags, summary: 'How many of each', querystring: Filter, response: { 200: SurveyMetrics } } }, async (request) =>
    measureResponses(app.db.query, member(request).account.id, request.query))

  app.get('/download', { schema: { tags, summary: 'Answers as CSV', querystring: Filter, response: { 200: Csv } } }, async (request, reply) => {
    const { account } = member(request)
    const span = spanOf(request.query)
    if (!span) throw refused('since and until are needed')
    const responses = await listResponses(app.db.query, account.id, request.query, 'all')
    return sendCsv(reply, 'csat_report.csv', [
      columns,
      ...responses.map((response) => row(account.id, response)),
      [`Reporting period ${span.since.slice(0, 10)} to ${span.until.slice(0, 10)}`],
    ])
  })
}

const columns: Cell[] = [
  'Agent name', 'Rating', 'Feedback Comment', 'Contact name', 'Contact email address', 'Contact phone number', 'Link to the conversation', 'Recorded date',
]

const row = (accountId: number, { response, contact, agent, display_id }: ListedResponse): Cell[] => [
  agent && `${agent.name} (${agent.email})`, response.rating, response.feedback_message, contact.name, contact.email, contact.phone_number,
  absoluteUrl(`/app/accounts/${accountId}/conversations/${display_id}`), iso(response.created_at),
]
