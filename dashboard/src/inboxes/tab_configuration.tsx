import { Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { CodeBlock } from '../ui/code_block.tsx'
import { CopyField } from '../ui/copy.tsx'
import { useOptimistic } from '../ui/optimistic.ts'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { updateInbox } from './queries.ts'
import { identitySnippet } from './snippet_text.ts'
import { Snippets } from './snippets.tsx'
import { WebhookSecret } from './tab_settings.tsx'

export function ConfigurationTab({ inbox }: { inbox: Inbox }) {
  const token = inbox.hmac_token ?? ''
  return (
    <>
      <Part title="Inbox Identifier" text="Names this inbox in every address of the client API. It is public.">
        <div className="max-w-xl">
          <CopyField label="Identifier" value={inbox.inbox_identifier} />
        </div>
      </Part>
      <Part
        title="User Identity Validation"
        text="Your server signs a customer's identifier with this key, so that nobody can claim to be somebody else. It is not the webhook secret."
      >
        <div className="flex max-w-xl flex-col gap-5">
          <CopyField label="HMAC token" value={token} secret />
          <EnforceIdentity inbox={inbox} />
        </div>
        <div className="mt-5">
          <CodeBlock {...identitySnippet(token)} shown={identitySnippet('•'.repeat(12)).code} />
        </div>
      </Part>
      <Part title="Callbacks" text="The secret that signs what is posted to the Webhook URL.">
        <div className="max-w-xl">
          <WebhookSecret inbox={inbox} />
        </div>
      </Part>
      <Part title="Snippets" text="Filled with the values of this inbox.">
        <Snippets inbox={inbox} />
      </Part>
    </>
  )
}

function EnforceIdentity({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [enforced, enforce] = useOptimistic(inbox.hmac_mandatory === true, async (next: boolean) => {
    await updateInbox(accountId, inbox.id, { channel: { hmac_mandatory: next } })
    toast(next ? 'Identity validation is enforced' : 'Identity validation is no longer enforced', {
      action: { label: 'Undo', onPress: () => enforce(!next) },
    })
  })
  return (
    <Checkbox
      label="Enforce User Identity Validation"
      hint="Requests that cannot be verified are refused."
      checked={enforced}
      onChange={(event) => enforce(event.target.checked)}
    />
  )
}
