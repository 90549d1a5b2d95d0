import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { ActionParam } from './param.tsx'
import { type Action, type ActionFile, actionKinds, actionProblem, emptyAction, kindOf } from './kinds.ts'

/** Actions, one after the other. `tried`: whether to say what is missing. */
export function ActionLines({ actions, files = [], onChange, tried, ofMacro = false }: {
  actions: Action[]
  /** Those that the actions send, as far as they are saved. */
  files?: ActionFile[] | undefined
  onChange: (actions: Action[]) => void
  tried: boolean
  ofMacro?: boolean
}) {
  const choices = actionKinds.filter((kind) => kind.param !== 'fixed' && !(ofMacro && kind.isForRules)).map(({ name, label }) => ({ value: name, label }))
  const set = (index: number, action: Action) => onChange(actions.with(index, action))
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Actions, in this order</legend>
      <ol className="flex flex-col gap-2">
        {actions.map((action, index) => {
          const isFixed = kindOf(action.action_name).param === 'fixed'
          const problem = tried ? actionProblem(action) : null
          return (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no identity of their own
            <li key={`${index} ${action.action_name}`} className="rounded-lg border border-border p-2">
              <div className="flex gap-2">
                <div className="grid min-w-0 flex-1 gap-2">
                  <Select
                    label={`Action ${index + 1}`}
                    value={action.action_name}
                    disabled={isFixed}
                    options={isFixed ? [{ value: action.action_name, label: kindOf(action.action_name).label }] : choices}
                    onChange={(name) => set(index, emptyAction(name))}
                  />
                  <ActionParam action={action} files={files} number={index + 1} ofMacro={ofMacro} onChange={(action_params) => set(index, { ...action, action_params })} />
                </div>
                <IconButton size="lg" label={`Remove action ${index + 1}`} onClick={() => onChange(actions.toSpliced(index, 1))}>
                  <Trash2 aria-hidden />
                </IconButton>
              </div>
              {problem && <p role="alert" className="mt-1 text-sm text-danger">{problem}</p>}
            </li>
          )
        })}
      </ol>
      <Button size="sm" className="mt-2" icon={<Plus aria-hidden />} onClick={() => onChange([...actions, emptyAction('assign_agent')])}>
        Add action
      </Button>
    </fieldset>
  )
}
