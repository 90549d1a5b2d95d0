import { ChevronDown, ChevronsUp, ChevronUp, Equal } from 'lucide-react'
import type { Choice } from '../ui/menu.tsx'
import type { Priority } from '../wire.ts'

export const priorities: Choice<Priority>[] = [
  { value: 'urgent', label: 'Urgent', icon: <ChevronsUp aria-hidden className="text-danger!" /> },
  { value: 'high', label: 'High', icon: <ChevronUp aria-hidden className="text-warning!" /> },
  { value: 'medium', label: 'Medium', icon: <Equal aria-hidden /> },
  { value: 'low', label: 'Low', icon: <ChevronDown aria-hidden /> },
]
