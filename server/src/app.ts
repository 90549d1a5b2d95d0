import swagger from '@fastify/swagger'
import Fastify, { LogController } from 'fastify'
import type pg from 'pg'
import type { Logger } from 'pino'
import { installationRoutes } from './accounts/installation.ts'
import { accountRoutes } from './accounts/routes.ts'
import { agentBotRoutes } from './agent_bots/routes.ts'
import { agentRoutes } from './agents/routes.ts'
import { assignmentPolicyRoutes, inboxPolicyRoutes } from './assignment_policies/routes.ts'
import { fileRoutes } from './attachments/routes.ts'
import { automation } from './automation_rules/run.ts'
import { automationRuleRoutes } from './automation_rules/routes.ts'
import { brandRoutes } from './brand/routes.ts'
import { bulkActionRoutes } from './bulk_actions/routes.ts'
import { mountCablePage, startCable } from './cable/server.ts'
import { cannedResponseRoutes } from './canned_responses/routes.ts'
import { startAssignment } from './auto_assignment/start.ts'
import type { Config } from './config.ts'
import { contactExportRoutes } from './contact_exports/routes.ts'
import { contactImportRoutes } from './contact_imports/routes.ts'
import { contactRoutes } from './contacts/routes.ts'
import { publicContactRoutes } from './contacts/routes.public.ts'
import { conversationRoutes } from './conversations/routes.ts'
import { publicConversationRoutes } from './conversations/routes.public.ts'
import { customAttributeDefinitionRoutes } from './custom_attribute_definitions/routes.ts'
import { customFilterRoutes } from './custom_filters/routes.ts'
import { dashboardRoutes } from './dashboard.ts'
import { dashboardAppRoutes } from './dashboard_apps/routes.ts'
import { publicSurveyRoutes } from './csat/routes.public.ts'
import { surveyPageRoutes } from './csat/routes.page.ts'
import { surveyResponseRoutes } from './csat/routes.ts'
import type { Db } from './db/db.ts'
import { openSecrets } from './db/secrets.ts'
import { startDeliveries } from './deliveries/deliver.ts'
import { draftRoutes } from './drafts/routes.ts'
import { deliveryRoutes, endpointRoutes } from './deliveries/routes.ts'
import { conversationDeliveryRoutes } from './deliveries/routes.conversation.ts'
import { botTestRoutes, inboxTestRoutes } from './deliveries/routes.test_delivery.ts'
import { startConsumers } from './events/consumers.ts'
import { isTrusted } from './http/address.ts'
import { publicEventRoutes } from './events/routes.public.ts'
import { eventRoutes } from './events/routes.ts'
import { answerError, registerErrors } from './http/answer.ts'
import { cookieUser, requireMember } from './http/auth.ts'
import { registerBodies } from './http/body.ts'
import { registerCors } from './http/cors.ts'
import type { App } from './http/fastify.ts'
import { NotFound } from './http/errors.ts'
import { registerIdempotency } from './http/idempotency.ts'
import { nested } from './http/nested.ts'
import { readParams } from './http/params.ts'
import { setPublicUrl } from './http/public_url.ts'
import { registerThrottle } from './http/throttle.ts'
import { assignableAgentRoutes, inboxRoutes } from './inboxes/routes.ts'
import { inboxBotRoutes } from './inboxes/routes.agent_bot.ts'
import { publicInboxRoutes } from './inboxes/routes.public.ts'
import { integrationRoutes } from './integrations/routes.ts'
import { inboxMemberRoutes } from './inbox_members/routes.ts'
import { startJobs } from './jobs/jobs.ts'
import { labelRoutes } from './labels/routes.ts'
import { macroRoutes } from './macros/routes.ts'
import { messageRoutes } from './messages/routes.ts'
import { noteRoutes } from './notes/routes.ts'
import { notifications } from './notifications/notify.ts'
import { notificationRoutes, notificationSettingRoutes, notificationSubscriptionRoutes } from './notifications/routes.ts'
import { publicMessageRoutes } from './messages/routes.public.ts'
import { failUndelivered, takeReport } from './messages/status.ts'
import { openapi, openapiRoutes } from './openapi.ts'
import { participantRoutes } from './participants/routes.ts'
import { keepPlatformApps } from './platform/apps.ts'
import { platformDoor } from './platform/routes.ts'
import { profileRoutes } from './profile/routes.ts'
import { reportingEventRoutes } from './reporting_events/routes.ts'
import { reportRoutes } from './reports/routes.ts'
import { searchRoutes } from './search/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { confirmationRoutes } from './sessions/routes.passwords.ts'
import { signatureRoutes } from './signatures/routes.ts'
import { teamRoutes } from './teams/routes.ts'
import { teamMemberRoutes } from './teams/routes.members.ts'
import { directUploadRoutes, uploadContentRoutes } from './uploads/routes.direct.ts'
import { uploadRoutes } from './uploads/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export interface RunningApp {
  /** Starts to serve and answers the address. */
  listen(): Promise<string>
  /** Finishes requests, tells the sockets, lets callbacks under way settle. */
  close(): Promise<void>
}

export interface AppOptions {
  config: Config
  db: Db
  connection: pg.PoolConfig
  secretKey: string
  log: Logger
  /** Sees the server before its routes are mounted: tests hold every answer against its schema with it. */
  inspect?: (app: App) => void
}

/** Everything that one process does, on an open and migrated database. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { config, db, connection, log } = options
  openSecrets(options.secretKey)
  setPublicUrl(config.publicUrl)
  const { app, admit } = await buildApp(options)
  const cable = startCable({ server: app.server, db, config, log, sessionUser: (request) => cookieUser(app, request.headers), admit })
  app.decorate('presence', cable.presence)
  await keepPlatformApps(db, config.platformApiToken)
  await app.ready()
  const deliveries = startDeliveries({ db, connection, config, log, onGivenUp: (event, text) => failUndelivered(db, event, text), onReported: (event, report) => takeReport(db, event, report) })
  const consumers = startConsumers({ db, connection, log }, [automation({ db, config, log }), notifications({ db, config })])
  const jobs = startJobs({ db, config, log })
  const assignment = startAssignment({ db, presence: cable.presence, log })
  return {
    listen: () => app.listen({ port: config.port, host: config.host }),
    async close() {
      await Promise.all([cable.close('server_restart'), consumers.stop(), jobs.stop(), assignment.stop(), closeServer(app), deliveries.stop()])
    },
  }
}

/** Finishes the requests under way. Their connections fall idle only then, and would be kept alive for another minute. */
async function closeServer(app: App): Promise<void> {
  const timer = setInterval(() => app.server.closeIdleConnections(), 50)
  await app.close().finally(() => clearInterval(timer))
}

// In milliseconds: all fifteen files over a slow line, and a connection on which nothing moves.
const wholeRequestWithin = 600_000
const silentFor = 120_000

/** Every door, by hand: the table of contents. */
export async function buildApp({ config, db, log, inspect }: AppOptions) {
  const app = Fastify({
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    loggerInstance: log as never, logController: new LogController({ disableRequestLogging: true }), forceCloseConnections: 'idle', rewriteUrl: plainAddress,
    trustProxy: config.trustProxy && isTrusted, requestTimeout: wholeRequestWithin, connectionTimeout: silentFor,
    routerOptions: { ignoreTrailingSlash: true, querystringParser: (text) => nested(text), maxParamLength: 20_000 },
  }) as unknown as App
  app.decorate('db', db).decorate('config', config).decorateRequest('caller')
  app.setValidatorCompiler(({ schema, httpPart }) => (values) => validate(schema, values, httpPart === 'params'))
  inspect?.(app)
  registerErrors(app)
  registerCors(app)
  const admit = registerThrottle(app)
  await registerBodies(app)
  registerIdempotency(app)
  await app.register(swagger, openapi)
  await app.register(async (routes) => {
    const api = routes as unknown as App
    api.register(sessionRoutes, { prefix: '/auth' })
    api.register(confirmationRoutes, { prefix: '/resend_confirmation' })
    api.register(profileRoutes, { prefix: '/api/v1/profile' })
    api.register(notificationSubscriptionRoutes, { prefix: '/api/v1/notification_subscriptions' })
    api.register(installationRoutes)
    api.register(accountRoutes, { prefix: '/api' })
    api.register(memberDoor, { prefix: '/api/v1/accounts/:account_id' })
    api.register(publicSurveyRoutes, { prefix: '/public/api/v1/csat_survey' })
    api.register(reportRoutes, { prefix: '/api/v2/accounts/:account_id' })
    api.register(platformDoor, { prefix: '/platform/api/v1' })
    api.register(publicDoor, { prefix: '/public/api/v1/inboxes/:inbox_id' })
    api.register(fileRoutes, { prefix: '/rails/active_storage' })
    api.register(uploadContentRoutes, { prefix: '/rails/active_storage/disk' })
    api.register(openapiRoutes)
    api.register(brandRoutes)
  })
  await app.register(surveyPageRoutes, { prefix: '/survey/responses' })
  await app.register(dashboardRoutes)
  mountCablePage(app)
  return { app, admit }
}

/** What agents and integrations use: members of the account only. */
async function memberDoor(app: App): Promise<void> {
  requireMember(app)
  app.register(agentRoutes, { prefix: '/agents' })
  app.register(inboxRoutes, { prefix: '/inboxes' })
  app.register(inboxPolicyRoutes, { prefix: '/inboxes/:id/assignment_policy' })
  app.register(assignmentPolicyRoutes, { prefix: '/assignment_policies' })
  app.register(assignableAgentRoutes, { prefix: '/assignable_agents' })
  app.register(inboxMemberRoutes, { prefix: '/inbox_members' })
  app.register(teamRoutes, { prefix: '/teams' })
  app.register(teamMemberRoutes, { prefix: '/teams/:team_id/team_members' })
  app.register(labelRoutes, { prefix: '/labels' })
  app.register(cannedResponseRoutes, { prefix: '/canned_responses' })
  app.register(customAttributeDefinitionRoutes, { prefix: '/custom_attribute_definitions' })
  app.register(customFilterRoutes, { prefix: '/custom_filters' })
  app.register(dashboardAppRoutes, { prefix: '/dashboard_apps' })
  app.register(contactRoutes)
  app.register(contactImportRoutes, { prefix: '/contacts' })
  app.register(contactExportRoutes, { prefix: '/contacts' })
  app.register(noteRoutes, { prefix: '/contacts/:contact_id/notes' })
  app.register(conversationRoutes, { prefix: '/conversations' })
  app.register(messageRoutes, { prefix: '/conversations/:conversation_id/messages' })
  app.register(participantRoutes, { prefix: '/conversations/:conversation_id/participants' })
  app.register(draftRoutes, { prefix: '/conversations/:conversation_id/draft_messages' })
  app.register(directUploadRoutes, { prefix: '/conversations/:conversation_id/direct_uploads' })
  app.register(reportingEventRoutes, { prefix: '/conversations/:conversation_id/reporting_events' })
  app.register(conversationDeliveryRoutes, { prefix: '/conversations/:conversation_id/deliveries' })
  app.register(surveyResponseRoutes, { prefix: '/csat_survey_responses' })
  app.register(automationRuleRoutes, { prefix: '/automation_rules' })
  app.register(macroRoutes, { prefix: '/macros' })
  app.register(notificationRoutes, { prefix: '/notifications' })
  app.register(notificationSettingRoutes, { prefix: '/notification_settings' })
  app.register(uploadRoutes, { prefix: '/upload' })
  app.register(searchRoutes, { prefix: '/search' })
  app.register(bulkActionRoutes, { prefix: '/bulk_actions' })
  app.register(agentBotRoutes, { prefix: '/agent_bots' })
  app.register(inboxBotRoutes, { prefix: '/inboxes/:id' })
  app.register(integrationRoutes, { prefix: '/integrations' })
  app.register(webhookRoutes, { prefix: '/webhooks' })
  app.register(deliveryRoutes, { prefix: '/deliveries' })
  app.register(endpointRoutes, { prefix: '/endpoints' })
  app.register(inboxTestRoutes, { prefix: '/inboxes/:id/test_delivery' })
  app.register(botTestRoutes, { prefix: '/agent_bots/:id/test_delivery' })
  app.register(eventRoutes, { prefix: '/events' })
  app.register(signatureRoutes, { prefix: '/signature_check' })
}

/** What a customer's own client uses. Its credentials are the inbox identifier and the source id in the path. */
async function publicDoor(app: App): Promise<void> {
  app.register(publicInboxRoutes)
  app.register(publicContactRoutes, { prefix: '/contacts' })
  app.register(publicEventRoutes, { prefix: '/contacts/:contact_id/events' })
  app.register(publicConversationRoutes, { prefix: '/contacts/:contact_id/conversations' })
  app.register(publicMessageRoutes, { prefix: '/contacts/:contact_id/conversations/:conversation_id/messages' })
}

function validate(schema: Parameters<typeof readParams>[0], values: unknown, isPath: boolean) {
  try {
    return { value: readParams(schema, values) }
  } catch (error) {
    // A path that cannot name anything names nothing.
    return { error: isPath ? new NotFound() : error as Error }
  }
}

/** Every address of the API also takes `.json` at its end (application API §0.3), and two slashes for one: clients put it together with a base that ends in one. */
function plainAddress(request: { url?: string }): string {
  const url = (request.url ?? '/').replace(/^\/[^?]*/, (path) => path.replace(/\/{2,}/g, '/'))
  return /^\/(api|public|auth|platform)\//.test(url) ? url.replace(/^([^?]*?)\.json(\/?)(?=\?|$)/, '$1$2') : url
}
