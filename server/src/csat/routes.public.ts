import Type from 'typebox'
import { contactCause } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Text } from '../http/shapes.ts'
import { readSubmittedValues, submitValues } from '../messages/submitted.ts'
import { findSurvey } from './find.ts'
import { PublicSurvey, publicSurvey } from './wire.ts'

const tags = ['Client API: surveys']
const One = Type.Object({ uuid: Text })

/** Client API routes 14 and 15, below `/public/api/v1/csat_survey`. The conversation's uuid is the only credential. */
export async function publicSurveyRoutes(app: App): Promise<void> {
  app.get('/:uuid', { schema: { tags, summary: 'Show a survey', params: One, response: { 200: PublicSurvey } } }, async ({ params }) =>
    publicSurvey(await findSurvey(app.db.query, params.uuid)))

  const Answer = Type.Object({ submitted_values: Type.Optional(Type.Unknown()) })
  app.route({
    method: ['PATCH', 'PUT'], url: '/:uuid', config: { root: 'message' },
    schema: { tags, summary: 'Answer a survey', params: One, body: Answer, response: { 200: PublicSurvey } },
    handler: async (request) => {
      const { of, message } = await findSurvey(app.db.query, request.params.uuid)
      await submitValues(app.db, contactCause(request, of.contact), of, message.id, readSubmittedValues(request.body.submitted_values))
      return publicSurvey(await findSurvey(app.db.query, request.params.uuid))
    },
  })
}
