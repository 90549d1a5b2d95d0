import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { keepAvatar, removeAvatar } from '../attachments/avatar.ts'
import { causeOf, requireUser } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { OverlapInput, readOverlap } from '../http/overlap.ts'
import { Empty, Id, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { repeatInvitation } from '../sessions/resets.ts'
import { resetAccessToken } from '../users/users.ts'
import { availabilities } from '../users/wire.ts'
import { findProfile, ownTokens, setActiveAccount, updateAvailability, updateProfile } from './profile.ts'
import { ownSessionRoutes, secondFactorRoutes } from './routes.sessions.ts'
import { ProfileJson, profileJson, type Tokens } from './wire.ts'

const tags = ['Profile']
const config = { root: 'profile' }
const response = { 200: ProfileJson }
const Reveal = Type.Object({ reveal: Type.Optional(Text) })
const Change = Type.Object({
  name: Type.Optional(Nullable(Text)), display_name: Type.Optional(Nullable(Text)), email: Type.Optional(Nullable(Text)), message_signature: Type.Optional(Nullable(Text)),
  ui_settings: Type.Optional(Json), phone_number: Type.Optional(Text), current_password: Type.Optional(Text), password: Type.Optional(Text),
  password_confirmation: Type.Optional(Text), avatar: Type.Optional(Type.Unsafe<unknown>({ type: 'string', format: 'binary' })),
})
const AvailabilityIn = Type.Object({ account_id: Id, availability: OneOf(availabilities) })
const AutoOfflineIn = Type.Object({ account_id: Id, auto_offline: Type.Optional(Type.Boolean()) })

/**
 * The signed-in user (application API §1.4). To the session cookie, which is the dashboard, tokens are shown only when asked for: the access
 * token with `?reveal=access_token` and after its reset.
 */
export async function profileRoutes(app: App): Promise<void> {
  requireUser(app)

  app.get('/', { schema: { querystring: Reveal, response, summary: 'Show the own profile', tags } }, async (request) => show(app, request, request.query.reveal === 'access_token'))

  app.route({
    method: ['PUT', 'PATCH'],
    url: '/',
    schema: { body: Change, response, summary: 'Update the own profile', tags },
    config: { ...config, files: true },
    handler: async (request) => {
      const { avatar, ...input } = request.body
      const replaced = await updateProfile(app.db, causeOf(request), request.caller, { ...input, avatar_url: await keepAvatar(app.config.dataDir, avatar) })
      await removeAvatar(app.config.dataDir, replaced)
      return show(app, request)
    },
  })

  app.delete('/avatar', { schema: { response, summary: 'Remove the own picture', tags } }, async (request) => {
    await removeAvatar(app.config.dataDir, await updateProfile(app.db, causeOf(request), request.caller, { avatar_url: '' }))
    return show(app, request)
  })

  app.post('/availability', { schema: { body: AvailabilityIn, response, summary: 'Set the own availability', tags }, config }, async (request) => {
    const { account_id, availability } = request.body
    await updateAvailability(app.db.query, request.caller.user.id, account_id, { availability })
    return show(app, request)
  })

  app.post('/auto_offline', { schema: { body: AutoOfflineIn, response, summary: 'Set whether absence shows', tags }, config }, async (request) => {
    const { account_id, auto_offline = false } = request.body
    await updateAvailability(app.db.query, request.caller.user.id, account_id, { auto_offline })
    return show(app, request)
  })

  app.put('/set_active_account', {
    schema: { body: Type.Object({ account_id: Id }), response: { 200: Empty }, summary: 'Remember the account used last', tags }, config,
  }, async (request, reply) => {
    await setActiveAccount(app.db.query, request.caller.user.id, request.body.account_id)
    return reply.send()
  })

  app.post('/reset_access_token', { schema: { body: OverlapInput, response, summary: 'Replace the own access token', tags }, config }, async (request) => {
    await resetAccessToken(app.db.query, request.caller.user.id, readOverlap(request.body))
    return show(app, request, true)
  })

  app.post('/resend_confirmation', {
    schema: { response: { 200: Empty }, summary: 'Send the own confirmation again', tags }, onRequest: throttled(5, 30 * 60, (request) => request.ip),
  }, async (request, reply) => {
    await repeatInvitation(app.db, app.config, causeOf(request), request.caller.user.email)
    return reply.send()
  })

  app.register(ownSessionRoutes, { prefix: '/sessions' })
  app.register(secondFactorRoutes, { prefix: '/mfa' })
}

async function show(app: App, request: FastifyRequest, revealed = false) {
  const profile = await findProfile(app.db.query, request.caller.user.id)
  return profileJson(profile, app.presence, await tokensFor(app, request, profile, revealed))
}

async function tokensFor(app: App, { caller }: FastifyRequest, profile: Parameters<typeof ownTokens>[1], revealed: boolean): Promise<Tokens> {
  if (caller.via === 'cookie' && !revealed) return {}
  const { access_token, pubsub_token } = await ownTokens(app.db.query, profile)
  return caller.via === 'cookie' ? { access_token } : { access_token, pubsub_token }
}
