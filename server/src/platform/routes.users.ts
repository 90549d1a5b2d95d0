import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Json, Nullable, Text } from '../http/shapes.ts'
import { findProfile, ownTokens, type Profile } from '../profile/profile.ts'
import { createSignInLink } from '../sessions/links.ts'
import { changeUser, deleteUser, provisionUser } from '../users/provision.ts'
import { checkPermitted, permit } from './apps.ts'
import { PlatformUser, platformUser, UserToken, userToken } from './wire.ts'

const tags = ['Platform']
const One = Type.Object({ id: Id })
const Input = Type.Object({
  name: Type.Optional(Nullable(Text)), display_name: Type.Optional(Nullable(Text)), email: Type.Optional(Nullable(Text)), password: Type.Optional(Nullable(Text)),
  custom_attributes: Type.Optional(Json),
})

/** Users of the installation, below `/platform/api/v1/users`. */
export async function platformUserRoutes(app: App): Promise<void> {
  app.post('', { schema: { tags, summary: 'Create a user, or take in the one with this address', body: Input, response: { 200: PlatformUser } } }, async ({ platformApp, body }) => {
    const { id } = await provisionUser(app.db, body)
    await permit(app.db.query, platformApp, 'User', id)
    return shown(await findProfile(app.db.query, id))
  })

  app.get('/:id', { schema: { tags, summary: 'Show a user', params: One, response: { 200: PlatformUser } } }, async (request) => shown(await findPermitted(app, request)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', schema: { tags, summary: 'Update a user', params: One, body: Input, response: { 200: PlatformUser } },
    handler: async (request) => {
      const { id } = await findPermitted(app, request)
      await changeUser(app.db, id, request.body)
      return shown(await findProfile(app.db.query, id))
    },
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete a user', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await deleteUser(app.db, (await findPermitted(app, request)).id)
    return reply.send()
  })

  const Link = Type.Object({ url: Text })
  app.get('/:id/login', { schema: { tags, summary: 'A link that signs the user in once, within 5 minutes', params: One, response: { 200: Link } } }, async (request) =>
    ({ url: await createSignInLink(app.db.query, await findPermitted(app, request)) }))

  app.post('/:id/token', { schema: { tags, summary: 'The access token of a user', params: One, response: { 200: UserToken } } }, async (request) => {
    const profile = await findPermitted(app, request)
    return userToken(profile, await ownTokens(app.db.query, profile))
  })

  async function shown(profile: Profile) {
    return platformUser(profile, await ownTokens(app.db.query, profile))
  }
}

/** Throws 404, or 401 for a user that is not the app's. */
async function findPermitted(app: App, { params, platformApp }: FastifyRequest): Promise<Profile> {
  const profile = await findProfile(app.db.query, (params as { id: number }).id)
  await checkPermitted(app.db.query, platformApp, 'User', profile.id)
  return profile
}
