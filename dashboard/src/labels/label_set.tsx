import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuTicks } from '../ui/menu.tsx'
import { LabelChip, LabelDot } from './chip.tsx'
import { labelsQuery } from './queries.ts'

/** The labels that something wears, and a menu to put on others. */
export function LabelSet({ worn, onChange }: { worn: string[]; onChange: (worn: string[]) => void }) {
  const { accountId } = useSession()
  const { data: labels = [] } = useQuery(labelsQuery(accountId))
  const toggle = (title: string, on: boolean) => onChange(on ? [...worn, title] : worn.filter((one) => one !== title))
  return (
    <div className="flex flex-wrap items-center gap-1 py-0.5">
      {worn.map((title) => (
        <LabelChip key={title} title={title} onRemove={() => toggle(title, false)} />
      ))}
      <Menu
        className="w-56"
        trigger={
          <Button look="ghost" size="sm" icon={<Plus aria-hidden />} className={worn.length === 0 ? '-ms-2' : ''}>
            Add label
          </Button>
        }
      >
        <MenuTicks
          label="Labels"
          none="No label yet. An administrator adds them under Settings, Labels."
          choices={labels.map(({ title, color }) => ({ value: title, label: title, icon: <LabelDot color={color} /> }))}
          isOn={(title) => worn.includes(title)}
          onChange={toggle}
        />
      </Menu>
    </div>
  )
}
