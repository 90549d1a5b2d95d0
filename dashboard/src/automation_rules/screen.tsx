import { useMutation, useQuery } from '@tanstack/react-query'
import { Copy, History, Workflow } from 'lucide-react'
import { useState } from 'react'
import { kindOf } from '../actions/kinds.ts'
import { NounScreen } from '../frame/noun_screen.tsx'
import { NotAllowed } from '../frame/not_found.tsx'
import { useSession } from '../session.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { useOptimistic } from '../ui/optimistic.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { RuleForm } from './form.tsx'
import { type AutomationRule, copyRule, deleteRule, rulesQuery, saveRule } from './queries.ts'
import { Runs } from './runs.tsx'
import { ruleEvents } from './words.ts'

export function AutomationRulesScreen() {
  const { accountId, isAdministrator } = useSession()
  const rules = useQuery(rulesQuery(accountId))
  if (!isAdministrator) return <NotAllowed what="Automation rules" />
  return (
    <NounScreen
      title="Automation"
      text="Rules that act by themselves when something happens, such as giving a conversation to a team. A rule never sets off another."
      noun="rule"
      icon={<Workflow aria-hidden />}
      emptyText="Add one: when a conversation begins and its text contains “invoice”, add the label billing."
      list={rules}
      nameOf={({ name }) => name}
      wordsOf={({ name, description }) => `${name} ${description ?? ''}`}
      Row={RuleRow}
      Form={RuleForm}
      width="md"
      lossOf={() => 'It no longer acts, and its log is deleted. What it has done stays.'}
      onRemove={({ id }) => deleteRule(accountId, id)}
    />
  )
}

function RuleRow({ item }: { item: AutomationRule }) {
  const { accountId } = useSession()
  const [isActive, setActive] = useOptimistic(item.active, (active: boolean) => saveRule(accountId, item.id, { active }))
  const [showsRuns, setShowsRuns] = useState(false)
  const copying = useMutation({ mutationFn: () => copyRule(accountId, item), onSuccess: () => toast('Copied. The copy is off.', { tone: 'success' }), onError: toastError })
  const event = ruleEvents.find(({ value }) => value === item.event_name)?.label ?? item.event_name
  const count = item.conditions.length
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 text-base font-medium">
        <span className="min-w-0 [overflow-wrap:anywhere]">{item.name}</span>
        {!isActive && <Badge>Off</Badge>}
      </p>
      {item.description && <p className="mt-0.5 text-sm text-text-2 [overflow-wrap:anywhere]">{item.description}</p>}
      <p className="mt-1 text-sm text-text-2">
        {`${event}${count > 0 ? `, ${count === 1 ? 'one condition' : `${count} conditions`}` : ''}: ${item.actions.map(({ action_name }) => kindOf(action_name).label.toLowerCase()).join(', ')}.`}
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1">
        <Checkbox label={<>On<span className="sr-only">: {item.name}</span></>} checked={isActive} onChange={(change) => setActive(change.target.checked)} />
        <Button size="sm" look="ghost" icon={<History aria-hidden />} onClick={() => setShowsRuns(true)}>
          What it did<span className="sr-only">: {item.name}</span>
        </Button>
        <Button size="sm" look="ghost" icon={<Copy aria-hidden />} busy={copying.isPending} onClick={() => copying.mutate()}>
          Copy<span className="sr-only">: {item.name}</span>
        </Button>
      </div>
      {showsRuns && <Runs rule={item} onClose={() => setShowsRuns(false)} />}
    </>
  )
}
