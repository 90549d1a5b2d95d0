import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Page, Part } from '../frame/page.tsx'
import { availabilities, themes } from '../frame/profile_menu.tsx'
import { NotificationMails } from '../notifications/settings.tsx'
import { removePicture, setAutoOffline, setAvailability, setPicture, updateProfile, useSession } from '../session.ts'
import { setTheme, useTheme } from '../theme.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ChoiceBar } from '../ui/choice_bar.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { useOptimistic } from '../ui/optimistic.ts'
import { PictureField } from '../ui/picture_field.tsx'
import { toast } from '../ui/toast.tsx'
import { AccessToken } from './access_token.tsx'
import { ChangePassword } from './change_password.tsx'
import { Sessions } from './sessions.tsx'

export function ProfileScreen() {
  const { account, profile } = useSession()
  const theme = useTheme()
  const [availability, choose] = useOptimistic(account.availability, (next) => setAvailability(account.id, next))
  const [isAutoOffline, chooseAutoOffline] = useOptimistic(account.auto_offline, (next: boolean) => setAutoOffline(account.id, next))
  return (
    <Page title="Profile">
      <Part title="You">
        <Names />
      </Part>
      <Part title="Availability" text={`What colleagues and customers of ${account.name} see.`}>
        <ChoiceBar
          label="Availability"
          value={availability}
          choices={availabilities}
          onChange={choose}
        />
        <Checkbox
          className="mt-4"
          label="Offline when I am away"
          hint="Without it you stay as you chose, also while no page of yours is open."
          checked={isAutoOffline}
          onChange={(event) => chooseAutoOffline(event.target.checked)}
        />
      </Part>
      <Part title="Notifications by e-mail" text={`What of ${account.name} is also told by e-mail, where this server has a mail server.`}>
        <NotificationMails />
      </Part>
      <Part title="Theme" text="Kept on this device.">
        <ChoiceBar label="Theme" value={theme} choices={themes} onChange={setTheme} />
      </Part>
      <Part title="Password" text="A new password signs you out everywhere else.">
        <ChangePassword />
      </Part>
      <Part title="Sessions" text="Where you are signed in.">
        <Sessions />
      </Part>
      <Part title="Access token" text="Lets a program use the API as you, with all your rights. Treat it like your password.">
        <AccessToken key={profile.id} />
      </Part>
    </Page>
  )
}

function Names() {
  const { profile } = useSession()
  const [name, setName] = useState(profile.name)
  const [displayName, setDisplayName] = useState(profile.display_name ?? '')
  const saving = useMutation({
    mutationFn: () => updateProfile({ name: name.trim(), display_name: displayName.trim() }),
    onSuccess: () => toast('Profile updated', { tone: 'success' }),
  })
  const shown = displayName.trim() || name || '?'
  const problem = name.trim() ? null : 'Enter your name.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!problem) saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <PictureField name={shown} url={profile.avatar_url} onChoose={setPicture} onRemove={removePicture}>
        <p className="truncate text-base font-medium">{shown}</p>
        <p className="truncate text-text-2">{profile.email}</p>
      </PictureField>
      <Field label="Full name" required error={problem}>
        <TextInput autoComplete="name" maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="Display name" optional hint="Shown to customers in place of your full name.">
        <TextInput autoComplete="nickname" maxLength={255} value={displayName} onChange={(event) => setDisplayName(event.target.value)} />
      </Field>
      <FormError error={saving.error} />
      <div>
        <Button type="submit" look="primary" size="lg" busy={saving.isPending}>
          Update
        </Button>
      </div>
    </form>
  )
}
