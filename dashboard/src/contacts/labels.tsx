import { useQuery } from '@tanstack/react-query'
import { LabelSet } from '../labels/label_set.tsx'
import { useSession } from '../session.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { toastError } from '../ui/toast.tsx'
import { contactLabelsQuery, setContactLabels } from './queries.ts'

export function ContactLabels({ contactId }: { contactId: number }) {
  const { accountId } = useSession()
  const { data, error } = useQuery(contactLabelsQuery(accountId, contactId))
  if (error) return <p className="text-sm text-danger">They could not be loaded.</p>
  if (!data) return <Skeleton className="late h-6 w-40" />
  return <LabelSet worn={data} onChange={(labels) => void setContactLabels(accountId, contactId, labels).catch(toastError)} />
}
