import { Checkbox } from '../ui/checkbox.tsx'

export function SkipOwn({ checked, onChange }: { checked: boolean; onChange: (skip: boolean) => void }) {
  return (
    <Checkbox
      label="Leave out what this receiver did itself"
      hint="No callback for what was done over the API with the access token that this address belongs to: the one that set it, or your own when it was set here."
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
  )
}
