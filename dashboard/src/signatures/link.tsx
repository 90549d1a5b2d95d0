import { Link } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import type { SignatureSearch } from '../routes/settings.tsx'
import { useSession } from '../session.ts'
import { buttonClass } from '../ui/button.tsx'

/** To the page that says why a signature does not fit, with what is known filled in. */
export function CheckSignatureLink({ search = {}, large = false }: { search?: SignatureSearch; large?: boolean }) {
  const { accountId } = useSession()
  return (
    <Link to="/app/accounts/$accountId/settings/integrations/signatures" params={{ accountId: String(accountId) }} search={search} className={buttonClass('secondary', large ? 'lg' : 'md')}>
      <ShieldCheck aria-hidden />
      Check a signature
    </Link>
  )
}
