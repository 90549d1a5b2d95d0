// Every address of the application API by section, the causes of errors (§0.5), what bots may call (§1.2) and the throttles (§9.1):
// what the contract suite has to cover. `npm run contract` prints how far it does.

const listed = {
  '0.5': [
    'no credentials', 'unknown token', 'bot where bots may not', 'platform token on /api/v1', 'no member of the account', 'bot without an inbox in the account',
    'account suspended', 'role refused', 'record not found', 'record not found under /platform or /public', 'not in the community build', 'validation failed',
    'invalid automation rule or macro', 'required param missing', 'business rule refused', 'status of a message outside API inboxes', 'throttled', 'bad enum value', 'unknown route',
  ],
  '1.2': ['conversations', 'conversations/messages', 'conversations/assignments', 'conversations/labels', 'everything else'],
  '1.3': [
    'POST /auth/sign_in', 'second factor', 'wrong second factor', 'session limit', 'DELETE /auth/sign_out', 'GET /auth/validate_token', 'POST /auth/password', 'PUT /auth/password',
    'POST /resend_confirmation',
  ],
  '1.4': [
    'GET /profile', 'PATCH /profile', 'DELETE /profile/avatar', 'POST /profile/availability', 'POST /profile/auto_offline', 'PUT /profile/set_active_account',
    'POST /profile/resend_confirmation', 'POST /profile/reset_access_token', 'GET /profile/mfa', 'POST /profile/mfa', 'DELETE /profile/mfa', 'POST /profile/mfa/verify',
    'POST /profile/mfa/backup_codes', 'GET /profile/sessions', 'DELETE /profile/sessions/{id}',
  ],
  '2.1': ['GET /accounts/{id}', 'PATCH /accounts/{id}', 'POST /update_active_at', 'GET /cache_keys', 'PATCH /onboarding'],
  '2.2': ['POST /api/v1/accounts', 'POST /api/v2/accounts'],
  '3.1': [
    'GET /inboxes', 'GET /inboxes/{id}', 'POST /inboxes', 'PATCH /inboxes/{id}', 'DELETE /inboxes/{id}', 'DELETE /inboxes/{id}/avatar', 'GET /inboxes/{id}/assignable_agents',
    'GET /assignable_agents', 'GET /inboxes/{id}/campaigns', 'GET /inboxes/{id}/agent_bot', 'POST /inboxes/{id}/set_agent_bot', 'POST /inboxes/{id}/reset_secret',
    'POST /inboxes/{id}/rotate_hmac_token', 'GET /inboxes/{id}/assignment_policy', 'POST /inboxes/{id}/assignment_policy', 'DELETE /inboxes/{id}/assignment_policy',
    'POST /inboxes/{id}/sync_templates', 'GET /inboxes/{id}/health', 'POST /inboxes/{id}/register_webhook', '/inboxes/{id}/csat_template',
  ],
  '3.5': ['GET /inbox_members/{inbox_id}', 'POST /inbox_members', 'PATCH /inbox_members', 'DELETE /inbox_members'],
  '4.1': ['GET /agents', 'POST /agents', 'PATCH /agents/{id}', 'DELETE /agents/{id}', 'POST /agents/bulk_create'],
  '4.2': [
    'GET /teams', 'GET /teams/{id}', 'POST /teams', 'PATCH /teams/{id}', 'DELETE /teams/{id}', 'GET /teams/{team_id}/team_members', 'POST /teams/{team_id}/team_members',
    'PATCH /teams/{team_id}/team_members', 'DELETE /teams/{team_id}/team_members',
  ],
  '4.3': ['GET /labels', 'GET /labels/{id}', 'POST /labels', 'PATCH /labels/{id}', 'DELETE /labels/{id}'],
  '4.4': ['GET /canned_responses', 'POST /canned_responses', 'PATCH /canned_responses/{id}', 'DELETE /canned_responses/{id}'],
  '4.5': [
    'GET /custom_attribute_definitions', 'GET /custom_attribute_definitions/{id}', 'POST /custom_attribute_definitions', 'PATCH /custom_attribute_definitions/{id}',
    'DELETE /custom_attribute_definitions/{id}',
  ],
  '4.6': ['GET /custom_filters', 'GET /custom_filters/{id}', 'POST /custom_filters', 'PATCH /custom_filters/{id}', 'DELETE /custom_filters/{id}'],
  '4.7': ['GET /webhooks', 'POST /webhooks', 'PATCH /webhooks/{id}', 'DELETE /webhooks/{id}'],
  '4.8': [
    'GET /agent_bots', 'GET /agent_bots/{id}', 'POST /agent_bots', 'PATCH /agent_bots/{id}', 'DELETE /agent_bots/{id}', 'DELETE /agent_bots/{id}/avatar',
    'POST /agent_bots/{id}/reset_access_token', 'POST /agent_bots/{id}/reset_secret',
  ],
  '4.9': [
    'GET /automation_rules', 'GET /automation_rules/{id}', 'POST /automation_rules', 'PATCH /automation_rules/{id}', 'POST /automation_rules/{id}/clone', 'DELETE /automation_rules/{id}',
  ],
  '4.10': ['GET /macros', 'GET /macros/{id}', 'POST /macros', 'PATCH /macros/{id}', 'DELETE /macros/{id}', 'POST /macros/{id}/execute'],
  '4.11': [
    'GET /notifications', 'PATCH /notifications/{id}', 'POST /notifications/{id}/unread', 'POST /notifications/{id}/snooze', 'DELETE /notifications/{id}',
    'POST /notifications/read_all', 'GET /notifications/unread_count', 'POST /notifications/destroy_all', 'GET /notification_settings', 'PATCH /notification_settings',
    'POST /notification_subscriptions', 'DELETE /notification_subscriptions',
  ],
  '4.12': [
    'GET /reports', 'GET /reports/summary', 'GET /reports/bot_summary', 'GET /reports/bot_metrics', 'GET /reports/conversations', 'GET /reports/agents', 'GET /reports/inboxes',
    'GET /reports/labels', 'GET /reports/teams', 'GET /reports/conversations_summary', 'GET /reports/conversation_traffic', 'GET /summary_reports/agent',
    'GET /summary_reports/team', 'GET /summary_reports/inbox', 'GET /summary_reports/label', 'GET /summary_reports/channel', 'GET /reports/inbox_label_matrix',
    'GET /reports/first_response_time_distribution', 'GET /reports/outgoing_messages_count', 'GET /live_reports/conversation_metrics',
    'GET /live_reports/grouped_conversation_metrics',
  ],
  '4.13': [
    'GET /integrations/apps', 'GET /integrations/apps/{id}', 'POST /integrations/hooks', 'PATCH /integrations/hooks/{id}', 'DELETE /integrations/hooks/{id}',
    'POST /integrations/hooks/{id}/process_event',
  ],
  '4.14': [
    'POST /bulk_actions Conversation', 'POST /bulk_actions Contact', 'GET /search', 'GET /search/conversations', 'GET /search/contacts', 'GET /search/messages', 'GET /search/articles',
    'POST /upload', 'GET /assignment_policies', 'POST /assignment_policies', 'GET /assignment_policies/{id}', 'PATCH /assignment_policies/{id}',
    'DELETE /assignment_policies/{id}', 'GET /assignment_policies/{id}/inboxes', 'GET /dashboard_apps', 'POST /dashboard_apps', 'GET /dashboard_apps/{id}',
    'PATCH /dashboard_apps/{id}', 'DELETE /dashboard_apps/{id}', 'campaigns', 'captain, portals, channels of other kinds, other integrations', 'enterprise only',
  ],
  '5.3': [
    'GET /contacts', 'GET /contacts/search', 'POST /contacts/filter', 'GET /contacts/active', 'GET /contacts/{id}', 'POST /contacts', 'PATCH /contacts/{id}', 'DELETE /contacts/{id}',
    'DELETE /contacts/{id}/avatar', 'POST /contacts/import', 'POST /contacts/export', 'GET /contacts/{id}/conversations', 'GET /contacts/{id}/contactable_inboxes',
    'POST /contacts/{id}/contact_inboxes', 'POST /contact_inboxes/filter', 'GET /contacts/{id}/labels', 'POST /contacts/{id}/labels', 'GET /contacts/{id}/notes',
    'POST /contacts/{id}/notes', 'GET /contacts/{id}/notes/{note_id}', 'PATCH /contacts/{id}/notes/{note_id}', 'DELETE /contacts/{id}/notes/{note_id}',
    'POST /contacts/{id}/destroy_custom_attributes', 'POST /actions/contact_merge', 'GET /contacts/{id}/attachments', 'POST /contacts/{id}/call',
  ],
  '5.5': ['phone_number', 'email', 'identifier', 'several at once', 'name', 'inbox_id unknown', 'source_id taken'],
  '5.6': ['contact keys', 'contact values', 'conversation keys', 'conversation values', 'joining', 'errors'],
  '6.3': ['GET /conversations', 'GET /conversations/meta', 'GET /conversations/search', 'POST /conversations/filter', 'GET /conversations/unread_counts'],
  '6.4': ['POST /conversations'],
  '6.5': [
    'GET /', 'PATCH /', 'DELETE /', 'POST /toggle_status', 'POST /toggle_priority', 'POST /toggle_typing_status', 'POST /update_last_seen', 'POST /unread', 'POST /mute', 'POST /unmute',
    'POST /transcript', 'POST /custom_attributes', 'POST /destroy_custom_attributes', 'GET /labels', 'POST /labels', 'POST /assignments', 'GET /participants',
    'POST /participants', 'PATCH /participants', 'DELETE /participants', 'GET /attachments', 'GET /inbox_assistant', 'GET /reporting_events', 'GET /draft_messages',
    'PATCH /draft_messages', 'DELETE /draft_messages', 'POST /direct_uploads',
  ],
  '7.3': ['image, audio, video, file', 'without a stored file', 'location', 'fallback', 'contact', 'embed'],
  '7.4': ['POST /messages', 'content types'],
  '7.5': ['GET /messages'],
  '7.6': ['PATCH /messages/{id}', 'DELETE /messages/{id}', 'POST /messages/{id}/retry', 'POST /messages/{id}/translate'],
  '8.1': [
    'POST /accounts', 'GET /accounts/{id}', 'PATCH /accounts/{id}', 'GET /accounts', 'DELETE /accounts/{id}', 'GET /accounts/{id}/account_users', 'POST /accounts/{id}/account_users',
    'DELETE /accounts/{id}/account_users', 'POST /users', 'GET /users/{id}', 'PATCH /users/{id}', 'DELETE /users/{id}', 'GET /users/{id}/login', 'POST /users/{id}/token',
    'GET /agent_bots', 'POST /agent_bots', 'GET /agent_bots/{id}', 'PATCH /agent_bots/{id}', 'DELETE /agent_bots/{id}', 'DELETE /agent_bots/{id}/avatar',
    'POST /accounts/{id}/email_channel_migrations',
  ],
  '8.2': ['GET /api', 'GET /health'],
  '8.3': [
    'GET /survey/responses/{uuid}', 'GET /public/api/v1/csat_survey/{uuid}', 'PUT /public/api/v1/csat_survey/{uuid}', 'GET /csat_survey_responses',
    'GET /csat_survey_responses/metrics', 'GET /csat_survey_responses/download',
  ],
  '9.1': [
    'every request', 'sign in', 'second step', 'password', 'sign up', 'confirmation', 'mfa', 'transcript', 'upload', 'contact search', 'reports', 'conversation counts', 'safe list',
  ],
} as const

type Listed = typeof listed
/** One row of the contract's tables: section and name. */
export type Row = { [S in keyof Listed]: `${S} ${Listed[S][number]}` }[keyof Listed]

export const rows = Object.entries(listed).flatMap(([section, names]) => names.map((name) => `${section} ${name}` as Row))

/** What is not built, and why; each stands in docs/compat.md, too. */
export const exceptions: Partial<Record<Row, string>> = {
  '0.5 status of a message outside API inboxes': 'every inbox is an API inbox',
  '1.3 second factor': 'no second factor is offered',
  '1.3 wrong second factor': 'no second factor is offered',
  '4.14 campaigns': 'campaigns belong to channels that are not here',
  '4.14 captain, portals, channels of other kinds, other integrations': 'other channels, portals, Captain and third-party integrations are not part of the API channel',
  '7.3 without a stored file': 'attachments of the API channel are files',
  '7.3 location': 'attachments of the API channel are files',
  '7.3 fallback': 'attachments of the API channel are files',
  '7.3 contact': 'attachments of the API channel are files',
  '7.3 embed': 'attachments of the API channel are files',
}
