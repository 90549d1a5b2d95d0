import { useMutation, useQuery } from '@tanstack/react-query'
import { MessageSquareQuote } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { NounScreen, type NounFormProps } from '../frame/noun_screen.tsx'
import { useSession } from '../session.ts'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextArea, TextInput } from '../ui/field.tsx'
import { type CannedResponse, cannedResponsesQuery, deleteCannedResponse, saveCannedResponse } from './queries.ts'

export function CannedResponsesScreen() {
  const { accountId } = useSession()
  const responses = useQuery(cannedResponsesQuery(accountId))
  return (
    <NounScreen
      title="Canned responses"
      text="Answers that are written once. Type / and the short code in a reply to take one over."
      noun="canned response"
      icon={<MessageSquareQuote aria-hidden />}
      emptyText="Add the first, such as “hours” with your opening hours, and type /hours in a reply."
      list={responses}
      nameOf={({ short_code }) => short_code}
      wordsOf={({ short_code, content }) => `${short_code} ${content}`}
      Row={ResponseRow}
      Form={ResponseForm}
      lossOf={() => 'Nobody can take it over any more. What was sent with it stays.'}
      onRemove={({ id }) => deleteCannedResponse(accountId, id)}
    />
  )
}

function ResponseRow({ item: { short_code, content } }: { item: CannedResponse }) {
  return (
    <>
      <p className="font-mono text-sm font-medium [overflow-wrap:anywhere]">/{short_code}</p>
      <p dir="auto" className="mt-0.5 line-clamp-3 whitespace-pre-wrap text-text-2 [overflow-wrap:anywhere]">{content}</p>
    </>
  )
}

function ResponseForm({ id, item, onBusy, onDone }: NounFormProps<CannedResponse>) {
  const { accountId } = useSession()
  const [code, setCode] = useState(item?.short_code ?? '')
  const [content, setContent] = useState(item?.content ?? '')
  const [tried, setTried] = useState(false)
  const saving = useMutation({
    mutationFn: () => saveCannedResponse(accountId, item?.id, { short_code: code.trim().replace(/^\/+/, ''), content: content.trim() }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onDone,
  })
  const problems = { code: code.trim() ? null : 'Enter a short code.', content: content.trim() ? null : 'Enter the answer.' }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problems.code && !problems.content) saving.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Short code" required error={tried ? problems.code : null} hint="What is typed behind the slash.">
        <TextInput maxLength={255} autoCapitalize="none" spellCheck={false} className="font-mono" value={code} onChange={(event) => setCode(event.target.value)} />
      </Field>
      <Field label="Answer" required error={tried ? problems.content : null} hint="{{contact.name}}, {{contact.first_name}}, {{agent.name}}, {{conversation.id}} and their like are filled in.">
        <TextArea rows={5} dir="auto" value={content} onChange={(event) => setContent(event.target.value)} />
      </Field>
      <FormError error={saving.error} />
    </form>
  )
}
