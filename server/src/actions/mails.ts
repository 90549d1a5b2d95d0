import { mailTranscript, transcriptLimit } from '../conversations/transcript.ts'
import { refused } from '../http/errors.ts'
import { conversationUrl } from '../http/public_url.ts'
import { isObject } from '../http/params.ts'
import { queueMail, requireMail } from '../mail/mails.ts'
import { listTeamMembers } from '../teams/team_members.ts'
import { maybeEmail } from '../users/users.ts'
import { load, type Acting } from './acting.ts'

/** Teams, or addresses, of one action. */
const most = 50

/** `[{team_ids, message}]`: a mail to each of the members of these teams. Throws 422 without a mail server, or for teams of nobody. */
export async function mailTeams(acting: Acting, [wanted]: unknown[]): Promise<string> {
  requireMail(acting.config)
  const { team_ids, message } = isObject(wanted) ? wanted : {}
  const ids = [team_ids].flat().map(Number).filter(Number.isSafeInteger).slice(0, most)
  const { account, conversation } = await load(acting)
  const teams = await Promise.all(ids.map((id) => listTeamMembers(acting.db.query, { id, account_id: acting.account_id })))
  const to = [...new Set(teams.flat().map(({ email }) => email))]
  if (to.length === 0) throw refused('there is nobody in these teams')
  const link = conversationUrl(account.id, conversation.display_id)
  return acting.within(async (tx) => {
    // A mail each: whom the mail server turns away for now is tried again, without the others.
    for (const email of to) await queueMail(tx, { account_id: account.id, to: [email], subject: `Conversation #${conversation.display_id} of ${account.name}`, text: `${String(message ?? '')}\n\n${link}\n` })
    return `mailed ${to.join(', ')}`
  })
}

/** To each of these addresses, which may stand in one text with commas between them. Throws 422 without a mail server, without an address, and above the limit of transcripts. */
export async function sendTranscript(acting: Acting, params: unknown[]): Promise<string> {
  requireMail(acting.config)
  const to = [...new Set(params.flatMap((text) => String(text).split(',')).map(maybeEmail))].filter((email) => email !== null).slice(0, most)
  if (to.length === 0) throw refused('there is no address to send the transcript to')
  const loaded = await load(acting)
  // Each address is one, as it would be for an agent who asks for it.
  const { config, account_id } = acting
  if (config.enableRackAttack && !to.every(() => transcriptLimit(config).allow(String(account_id)))) throw refused('too many transcripts within an hour')
  return acting.within(async (tx) => {
    for (const email of to) await mailTranscript(tx.query, loaded, email)
    return `mailed the transcript to ${to.join(', ')}`
  })
}
