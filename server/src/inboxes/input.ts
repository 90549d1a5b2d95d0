import Type, { type Static } from 'typebox'
import { isTimezone } from '../db/time.ts'
import { Invalid, refused } from '../http/errors.ts'
import { readNamed, textUpTo } from '../http/fields.ts'
import { checkName } from '../http/lengths.ts'
import { Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import { readSubscriptions } from '../webhooks/endpoint.ts'
import { readCallbackUrl } from '../webhooks/url.ts'
import { CustomHeadersInput, Subscriptions } from '../webhooks/wire.ts'
import type { InboxColumns } from './inboxes.ts'
import { WorkingHoursInput } from './working_hours.ts'

const flag = Type.Optional(Type.Boolean())
const words = Type.Optional(Nullable(Text))

const CsatConfig = Type.Object({
  display_type: Type.Optional(Text), message: Type.Optional(Text), button_text: Type.Optional(Text), language: Type.Optional(Text),
  survey_rules: Type.Optional(Type.Object({ operator: Type.Optional(Text), values: Type.Optional(Type.Array(Text)) })), template: Type.Optional(Json),
})

/** `max_assignment_limit`: open conversations of the inbox that auto-assignment gives to one agent; null for any number. */
const AssignmentConfig = Type.Object({ max_assignment_limit: Type.Optional(Nullable(Type.Integer())) })

/** What may be said of an inbox (application API §3.3). `callback_url` is what many clients call `webhook_url`. */
export const InboxInput = Type.Object({
  name: words, avatar: Type.Optional(Type.Unknown({ description: 'A file, in a multipart body' })),
  greeting_enabled: flag, greeting_message: words, enable_email_collect: flag, csat_survey_enabled: flag, csat_config: Type.Optional(CsatConfig),
  enable_auto_assignment: flag, auto_assignment_config: Type.Optional(AssignmentConfig), working_hours_enabled: flag, working_hours: Type.Optional(Type.Array(WorkingHoursInput)),
  out_of_office_message: words, timezone: words, allow_messages_after_resolved: flag, lock_to_single_conversation: flag, unique_source_id: flag,
  sender_name_type: Type.Optional(OneOf(['friendly', 'professional'])), business_name: words,
  channel: Type.Optional(Type.Object({
    type: Type.Optional(Text), webhook_url: words, callback_url: words, hmac_mandatory: flag, additional_attributes: Type.Optional(Json),
  })),
  webhook_url: words, callback_url: words, skip_own: flag, custom_headers: CustomHeadersInput,
  // Read as it comes: whatever is no list of these is a 422, never dropped.
  events: Type.Optional(Type.Unsafe<unknown>({ anyOf: [Subscriptions, { type: 'null' }], description: 'What callbacks are wanted for; null for the seven of this channel' })),
}, { $id: 'InboxInput' })
export type InboxInput = Static<typeof InboxInput>

const otherChannels: ReadonlySet<string> = new Set(['web_widget', 'email', 'line', 'telegram', 'whatsapp', 'sms'])

/** Refuses every channel but ours (application API §3.2). */
export function checkChannel(channel: InboxInput['channel']): void {
  if (channel?.type === 'api') return
  if (!channel?.type || !otherChannels.has(channel.type)) throw new Invalid('Channel must exist', ['channel'])
  throw refused('Parley serves inboxes of the API channel only: channel.type must be "api"')
}

/** The columns that the input names, checked. Throws 422. */
export function inboxColumns(input: InboxInput): InboxColumns {
  const { avatar: _, working_hours: __, channel, callback_url: ___, custom_headers: ____, csat_config, ...rest } = input
  return readNamed({
    ...rest,
    csat_config: csat_config && Object.keys(csat_config).length > 0 ? csat_config : undefined,
    webhook_url: callbackUrlOf(input),
    hmac_mandatory: channel?.hmac_mandatory,
    additional_attributes: channel?.additional_attributes,
  }, {
    name: checkName, timezone: readTimezone, out_of_office_message: textUpTo(10_000), greeting_message: textUpTo(10_000), business_name: textUpTo(255),
    auto_assignment_config: readAssignment, webhook_url: readCallbackUrl, events: readEvents, additional_attributes: readAttributes,
  })
}

/** The rest of what a survey needs, where the client left it out. */
export const withSurveyDefaults = ({ survey_rules, ...config }: Record<string, unknown>): Record<string, unknown> => ({
  display_type: 'emoji', message: '', button_text: 'Please rate us', language: 'en', ...config,
  survey_rules: { operator: 'contains', values: [], ...(survey_rules as object | undefined) },
})

function callbackUrlOf({ channel, webhook_url, callback_url }: InboxInput): string | null | undefined {
  return [channel?.webhook_url, channel?.callback_url, webhook_url, callback_url].find((url) => url !== undefined)
}

function readAssignment(config: Static<typeof AssignmentConfig>) {
  const { max_assignment_limit: most } = config
  if (typeof most === 'number' && most <= 0) throw new Invalid('Auto assignment config max assignment limit must be greater than 0', ['auto_assignment_config'])
  return config
}

const readEvents = (events: unknown): string[] | null => (events === null || events === '' ? null : readSubscriptions(events, 'events'))

function readTimezone(timezone: string | null): string {
  if (timezone === null || !isTimezone(timezone)) throw new Invalid('Timezone is not included in the list', ['timezone'])
  return timezone
}

/** `agent_reply_time_window` is a number of hours, which decides `can_reply` (application API §6.2). */
function readAttributes(attributes: Record<string, unknown>): Record<string, unknown> {
  const hours = attributes['agent_reply_time_window'] ?? ''
  if (hours !== '' && !(Number(hours) > 0)) throw new Invalid('Agent reply time window must be greater than 0', ['agent_reply_time_window'])
  return attributes
}
