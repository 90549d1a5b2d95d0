import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { contactCause } from '../http/auth.ts'
import { NotFound } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Text } from '../http/shapes.ts'
import { submitValues } from '../messages/submitted.ts'
import { isOver } from './answer.ts'
import { findSurvey } from './find.ts'
import { lookOf, noSurveyPage, surveyPage, type Look } from './page.ts'

const schema = { hide: true, params: Type.Object({ uuid: Text }) } as const

/** The page that a survey's link leads to, `/survey/responses/:uuid` (application API §8.3), and where its form goes. */
export async function surveyPageRoutes(app: App): Promise<void> {
  // Made when it is first asked for: by then it is known under which address people come.
  let made: Look | undefined
  const look = () => (made ??= lookOf(app.config))

  app.get('/:uuid', { schema }, async ({ params }, reply) => {
    try {
      return answerPage(reply, look(), surveyPage(look(), await findSurvey(app.db.query, params.uuid)))
    } catch (error) {
      if (error instanceof NotFound) return answerPage(reply.code(404), look(), noSurveyPage(look()))
      throw error
    }
  })

  const Answer = Type.Object({ rating: Type.Optional(Text), feedback_message: Type.Optional(Text) })
  app.post('/:uuid', { schema: { ...schema, body: Answer } }, async (request, reply) => {
    const survey = await findSurvey(app.db.query, request.params.uuid)
    const { rating = survey.response?.rating, feedback_message = survey.response?.feedback_message ?? undefined } = request.body
    // Forms write lines with a carriage return, which nobody has typed.
    const answer = { csat_survey_response: { rating, ...(feedback_message === undefined ? {} : { feedback_message: feedback_message.replaceAll('\r\n', '\n') }) } }
    if (!isOver(survey.message) && rating !== undefined) await submitValues(app.db, contactCause(request, survey.of.contact), survey.of, survey.message.id, answer)
    // The page is shown by a request of its own, so that reading it again sends nothing again.
    return reply.redirect(`/survey/responses/${survey.of.conversation.uuid}`, 303)
  })
}

/** The address is the key to it: no cache may keep the page and no other site be told. */
const answerPage = (reply: FastifyReply, { policy }: Look, page: string) =>
  reply.headers({
    'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff',
    'content-security-policy': policy,
  }).send(page)
