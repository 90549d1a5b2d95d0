import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import { NounScreen } from '../frame/noun_screen.tsx'
import { NotAllowed } from '../frame/not_found.tsx'
import { useSession } from '../session.ts'
import { Badge } from '../ui/badge.tsx'
import { DefinitionForm, models, types } from './form.tsx'
import { type AttributeDefinition, definitionsQuery, deleteDefinition } from './queries.ts'

export function CustomAttributesScreen() {
  const { accountId, isAdministrator } = useSession()
  const definitions = useQuery(definitionsQuery(accountId))
  if (!isAdministrator) return <NotAllowed what="Custom attributes" />
  return (
    <NounScreen
      title="Custom attributes"
      text="What your team keeps of customers and conversations beyond the usual, such as a plan or an order number."
      noun="custom attribute"
      icon={<SlidersHorizontal aria-hidden />}
      emptyText="Add one, such as “plan” of a customer, to filter and automate by it."
      list={definitions}
      nameOf={({ attribute_display_name }) => attribute_display_name}
      wordsOf={({ attribute_display_name, attribute_key, attribute_description }) => `${attribute_display_name} ${attribute_key} ${attribute_description ?? ''}`}
      Row={DefinitionRow}
      Form={DefinitionForm}
      lossOf={() => 'Filters and rules can no longer ask for it. Values that are written under its key stay.'}
      onRemove={({ id }) => deleteDefinition(accountId, id)}
    />
  )
}

function DefinitionRow({ item }: { item: AttributeDefinition }) {
  const type = types.find(({ value }) => value === item.attribute_display_type)?.label
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-base font-medium">
        <span className="min-w-0 [overflow-wrap:anywhere]">{item.attribute_display_name}</span>
        <Badge>{models.find(({ value }) => value === item.attribute_model)?.label}</Badge>
        <Badge>{type}</Badge>
      </p>
      <p className="mt-0.5 font-mono text-xs text-text-2 [overflow-wrap:anywhere]">{item.attribute_key}</p>
      {item.attribute_description && <p className="mt-0.5 text-sm text-text-2 [overflow-wrap:anywhere]">{item.attribute_description}</p>}
      {item.attribute_display_type === 'list' && item.attribute_values.length > 0 && (
        <p className="mt-0.5 line-clamp-2 text-sm text-text-2 [overflow-wrap:anywhere]">{item.attribute_values.join(', ')}</p>
      )}
    </>
  )
}
