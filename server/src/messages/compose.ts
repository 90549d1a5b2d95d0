import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { maybeBot } from '../agent_bots/agent_bots.ts'
import { actor, member } from '../http/auth.ts'
import { Invalid, refused } from '../http/errors.ts'
import { checkDeep, isObject, parseJson } from '../http/params.ts'
import { OneOf, Text } from '../http/shapes.ts'
import { maybeEmail } from '../users/users.ts'
import { filesOf } from './files.ts'
import { checkItems } from './items.ts'
import { contentTypes, messageTypes, outgoing } from './message.ts'
import type { NewMessage } from './messages.ts'

/** What an agent or an integration may send as a message (application API §7.4). */
export const MessageBody = Type.Object({
  content: Type.Optional(Text), message_type: Type.Optional(OneOf(messageTypes)), private: Type.Optional(Type.Boolean()),
  content_type: Type.Optional(OneOf(contentTypes)), content_attributes: Type.Optional(Type.Unknown()), attachments: Type.Optional(Type.Unknown()),
  echo_id: Type.Optional(Type.Unknown()), source_id: Type.Optional(Text), external_created_at: Type.Optional(Type.Unknown()),
  campaign_id: Type.Optional(Type.Unknown()), template_params: Type.Optional(Type.Unknown()), is_voice_message: Type.Optional(Type.Boolean()),
  sender_type: Type.Optional(Text), sender_id: Type.Optional(Type.Integer()),
  cc_emails: Type.Optional(Text), bcc_emails: Type.Optional(Text), to_emails: Type.Optional(Text),
})
type MessageBody = Static<typeof MessageBody>

/**
 * A body as a message to be written. The caller, or the bot that it names, is the sender of what goes out; everything else is the contact's.
 * Throws 422.
 */
export async function readMessage(request: FastifyRequest, body: MessageBody): Promise<NewMessage> {
  const message_type = messageTypes.indexOf(body.message_type ?? 'outgoing')
  const content_type = body.content_type ?? 'text'
  checkAddresses(body)
  const content_attributes = readAttributes(body.content_attributes)
  if (body.external_created_at !== undefined) content_attributes.external_created_at = body.external_created_at
  checkItems(content_type, content_attributes)
  return {
    message_type,
    content: body.content ?? null,
    private: body.private ?? false,
    content_type,
    content_attributes,
    additional_attributes: readTemplate(body),
    source_id: body.source_id ?? null,
    echo_id: body.echo_id,
    files: await filesOf(request, body.attachments),
    is_voice_message: body.is_voice_message ?? false,
    sender: message_type === outgoing ? await senderOf(request, body) : 'contact',
  }
}

/** A bot of the account or of the installation may be named as the sender; one that is not there leaves the caller. */
async function senderOf(request: FastifyRequest, { sender_type, sender_id }: MessageBody) {
  const bot = sender_type === 'AgentBot' && sender_id ? await maybeBot(request.server.db.query, member(request).account.id, sender_id) : null
  return bot ?? actor(request.caller)
}

/** Copies by e-mail are for inboxes of another kind; here their addresses are only checked. */
function checkAddresses({ cc_emails = '', bcc_emails = '', to_emails = '' }: MessageBody): void {
  const addresses = [cc_emails, bcc_emails, to_emails].flatMap((list) => list.split(',')).map((address) => address.trim()).filter((address) => address !== '')
  if (!addresses.every((address) => maybeEmail(address) !== null)) throw refused('Invalid email address')
}

/** An object, or its JSON text as forms send it; a text that is no JSON counts as nothing (quirk 15). */
function readAttributes(value: unknown): Record<string, unknown> {
  const attributes = typeof value === 'string' ? checkDeep(parse(value), 'content_attributes') : value
  if (!isObject(attributes)) return {}
  return 'automation_rule_id' in attributes ? { automation_rule_id: attributes.automation_rule_id } : { ...attributes }
}

function parse(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return null
  }
}

function readTemplate({ template_params, campaign_id }: MessageBody): Record<string, unknown> {
  if (template_params !== undefined && template_params !== null) {
    if (!isObject(template_params) || typeof template_params.name !== 'string') throw new Invalid('Additional attributes template_params must have a name', ['additional_attributes'])
    return { template_params }
  }
  return campaign_id === undefined || campaign_id === null ? {} : { campaign_id }
}
