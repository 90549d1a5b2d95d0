import { useQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { type Macro, macrosQuery, runMacro } from './queries.ts'

/** Runs a macro in a conversation; nothing where there is none. */
export function MacroMenu({ conversationId }: { conversationId: number }) {
  const { accountId } = useSession()
  const { data: macros = [] } = useQuery(macrosQuery(accountId))
  const run = (macro: Macro) => void runMacro(accountId, macro.id, conversationId).then(() => toast(`“${macro.name}” is under way`, { tone: 'success' }), toastError)
  if (macros.length === 0) return null
  return (
    <Menu
      className="w-56"
      trigger={
        <Button look="ghost" size="sm" className="-ms-2" icon={<Play aria-hidden />}>
          Run a macro
        </Button>
      }
    >
      {macros.map((macro) => (
        <MenuItem key={macro.id} onClick={() => run(macro)}>
          {macro.name}
        </MenuItem>
      ))}
    </Menu>
  )
}
