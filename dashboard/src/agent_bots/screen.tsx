import { useMutation, useQuery } from '@tanstack/react-query'
import { Bot } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { CallbackSecret } from '../endpoints/secret.tsx'
import { aDay, RotateButton } from '../endpoints/rotate.tsx'
import { NounScreen, type NounFormProps } from '../frame/noun_screen.tsx'
import { NotAllowed } from '../frame/not_found.tsx'
import { webhookUrlProblem } from '../inboxes/webhook_url.ts'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { CopyField } from '../ui/copy.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { PictureField } from '../ui/picture_field.tsx'
import { type AgentBot, botsQuery, deleteBot, removeBotPicture, resetBotKey, saveBot, setBotPicture } from './queries.ts'

const nameOf = (bot: AgentBot) => bot.name || `Bot ${bot.id}`

export function AgentBotsScreen() {
  const { accountId, isAdministrator } = useSession()
  const bots = useQuery(botsQuery(accountId))
  if (!isAdministrator) return <NotAllowed what="Bots" />
  return (
    <NounScreen
      title="Bots"
      text="Programs that answer first. A bot is told of what customers write, answers with its own token, and hands over to people by opening the conversation."
      noun="bot"
      icon={<Bot aria-hidden />}
      emptyText="Add one with the address it listens on, then connect it in the settings of an inbox."
      list={bots}
      nameOf={nameOf}
      canChange={({ system_bot }) => !system_bot}
      Row={BotRow}
      Below={BotKeys}
      Form={BotForm}
      lossOf={() => 'Its token stops working, and inboxes that it answers in are answered by people alone.'}
      onRemove={({ id }) => deleteBot(accountId, id)}
    />
  )
}

function BotRow({ item }: { item: AgentBot }) {
  return (
    <div className="flex items-start gap-3">
      <Avatar name={nameOf(item)} url={item.thumbnail} size={36} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-base font-medium">
          <span className="min-w-0 [overflow-wrap:anywhere]">{nameOf(item)}</span>
          {item.system_bot && <Badge>Of the system</Badge>}
        </p>
        {item.description && <p className="mt-0.5 text-sm text-text-2 [overflow-wrap:anywhere]">{item.description}</p>}
        {item.outgoing_url && <p className="font-mono text-xs break-all text-text-2">{item.outgoing_url}</p>}
      </div>
    </div>
  )
}

/** Keys of a bot of the whole system are not the account's to see. */
function BotKeys({ item }: { item: AgentBot }) {
  const { accountId } = useSession()
  if (item.system_bot) return null
  return (
    <div className="mt-3 flex max-w-2xl flex-col gap-4">
      {item.access_token && (
        <CopyField
          key={item.access_token}
          label="Access token"
          value={item.access_token}
          secret
          hint="The bot answers with it, as the header api_access_token."
          actions={
            <RotateButton
              what="access token"
              usually={aDay}
              rotate={(overlap) => resetBotKey(accountId, item.id, 'access_token', overlap)}
              atOnce="From now on the bot is refused until it has the new token."
              during="Until then both tokens work, so the bot can change over without a gap."
            />
          }
        />
      )}
      <CallbackSecret label="Secret" endpoint={item} rotate={(overlap) => resetBotKey(accountId, item.id, 'secret', overlap)} />
    </div>
  )
}

function BotForm({ id, item, onBusy, onDone }: NounFormProps<AgentBot>) {
  const { accountId } = useSession()
  const [name, setName] = useState(item?.name ?? '')
  const [description, setDescription] = useState(item?.description ?? '')
  const [url, setUrl] = useState(item?.outgoing_url ?? '')
  const [tried, setTried] = useState(false)
  const saving = useMutation({
    mutationFn: () => saveBot(accountId, item?.id, { name: name.trim(), description: description.trim(), outgoing_url: url.trim() }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onDone,
  })
  const problems = { name: name.trim() ? null : 'Enter a name.', url: url.trim() ? webhookUrlProblem(url) : 'Enter the address that the bot listens on.' }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problems.name && !problems.url) saving.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      {item && <BotPicture bot={item} />}
      <Field label="Name" required error={tried ? problems.name : null}>
        <TextInput maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="Description" optional>
        <TextInput maxLength={255} value={description} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <Field label="Webhook URL" required error={tried ? problems.url : null} hint="Events of the conversations it answers are posted here, signed with its secret.">
        <TextInput type="url" inputMode="url" spellCheck={false} placeholder="https://example.com/bot" value={url} onChange={(event) => setUrl(event.target.value)} />
      </Field>
      <FormError error={saving.error} />
    </form>
  )
}

/** Changed at once, so it follows the list and not the form. */
function BotPicture({ bot }: { bot: AgentBot }) {
  const { accountId } = useSession()
  const { data = [] } = useQuery(botsQuery(accountId))
  const { id, thumbnail } = data.find((one) => one.id === bot.id) ?? bot
  return <PictureField name={nameOf(bot)} url={thumbnail} size={48} onChoose={(file) => setBotPicture(accountId, id, file)} onRemove={() => removeBotPicture(accountId, id)} />
}
