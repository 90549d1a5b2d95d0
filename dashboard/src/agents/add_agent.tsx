import { useState } from 'react'
import { brand } from '../brand.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton, CopyField } from '../ui/copy.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { Agent } from '../wire.ts'
import { AgentForm } from './agent_form.tsx'

interface Added {
  agent: Agent
  password: string
}

/** Adds a colleague and shows what they need to sign in: no mail is sent. */
export function AddAgent({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [added, setAdded] = useState<Added | null>(null)
  const [busy, setBusy] = useState(false)
  const close = (next: boolean) => {
    onOpenChange(next)
    if (!next) setAdded(null)
  }
  if (added) return <HandOver {...added} open={open} onClose={() => close(false)} />
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title="Add agent"
      footer={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button type="submit" form="add-agent" look="primary" busy={busy}>
            Add agent
          </Button>
        </>
      }
    >
      <AgentForm id="add-agent" onBusy={setBusy} onAdded={(agent, password) => setAdded({ agent, password })} />
    </Dialog>
  )
}

function HandOver({ agent, password, open, onClose }: Added & { open: boolean; onClose: () => void }) {
  const address = `${location.origin}/app/login`
  const everything = `Sign in to ${brand().name} at ${address}\nE-mail: ${agent.email}\nPassword: ${password}`
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title={`${agent.name} was added`}
      description="Hand this over: no mail is sent, and the password is not shown again. Somebody who already had an account on this server keeps their own password."
      footer={
        <>
          <CopyButton text={everything} label="Copy all" size="md" withText="Copy all" />
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <CopyField label="Sign-in page" value={address} />
        <CopyField label="E-mail" value={agent.email} />
        <CopyField label="Password" value={password} secret />
      </div>
    </Dialog>
  )
}
